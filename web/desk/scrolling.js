// @ts-check
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

/** So close to the end counts as being there. */
const near = 60;

/**
 * Keeps the newest message in sight, unless the agent has scrolled up to read: then a button says that there is more.
 *
 * @param {HTMLElement} scroll
 * @param {HTMLElement} content
 */
export function keepAtBottom(scroll, content) {
  let sticks = true;
  let count = 0;
  const button = h(
    "button",
    { type: "button", class: "button to-bottom", hidden: true, onclick: jump },
    icon("down"),
    t("thread.newer"),
  );

  function jump() {
    sticks = true;
    button.hidden = true;
    stick();
  }

  function stick() {
    if (sticks) scroll.scrollTop = scroll.scrollHeight;
  }

  scroll.addEventListener("scroll", () => {
    sticks = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < near;
    if (sticks) button.hidden = true;
  });
  // Pictures that arrive, a composer that grows, a window that shrinks: all move the end.
  const observer = new ResizeObserver(stick);
  observer.observe(content);
  observer.observe(scroll);

  return {
    button,
    jump,
    /** @param {number} now how many items there are */
    follow(now) {
      if (now > count && !sticks) button.hidden = false;
      count = now;
      stick();
    },
  };
}
