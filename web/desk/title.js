// @ts-check
import { t } from "./language.js";

/**
 * The queue is counted where an agent sees it from any other tab.
 *
 * @param {number} waiting
 */
export function setTitle(waiting) {
  const title = waiting > 0 ? `(${waiting}) ${t("app.name")}` : t("app.name");
  if (document.title !== title) document.title = title;
}
