// @ts-check

const paths = {
  back: ["M15 5l-7 7 7 7"],
  bell: ["M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z", "M10 21h4"],
  bot: [
    "M5 9.5A2.5 2.5 0 0 1 7.5 7h9A2.5 2.5 0 0 1 19 9.5v7a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 16.5z",
    "M12 7V4",
    "M9.5 12v1.5",
    "M14.5 12v1.5",
  ],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  eye: [
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z",
    "M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  ],
  file: ["M7 3.5h7l4 4V20.5H7z", "M14 3.5v4h4"],
  inbox: ["M4 13.5L6.5 5h11L20 13.5V19H4z", "M4 13.5h4.5l1 2.5h5l1-2.5H20"],
  info: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z", "M12 11v5", "M12 7.8v.2"],
  keyboard: ["M3.5 7h17v10h-17z", "M7 10.5h.01", "M10.5 10.5h.01", "M14 10.5h.01", "M17 10.5h.01", "M8 14h8"],
  menu: ["M7 10l5 5 5-5"],
  send: ["M4.5 12L20 4.5 15.5 20l-4-6.5z", "M11.5 13.5L20 4.5"],
  star: ["M12 4l2.5 5.2 5.7.8-4.1 4 1 5.6-5.1-2.7-5.1 2.7 1-5.6-4.1-4 5.7-.8z"],
  warning: ["M12 4.5l9 15.5H3z", "M12 10v4.5", "M12 17.2v.2"],
};

/** @typedef {keyof typeof paths} IconName */

const svg = "http://www.w3.org/2000/svg";

/**
 * Icons say nothing to a screen reader: the words beside them, or the button's label, do.
 *
 * @param {IconName} name
 */
export function icon(name) {
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  for (const shape of paths[name]) drawing.append(path(shape));
  return drawing;
}

/** @param {string} shape */
function path(shape) {
  const element = document.createElementNS(svg, "path");
  element.setAttribute("d", shape);
  return element;
}
