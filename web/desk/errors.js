// @ts-check
import { t } from "./language.js";

/** An answer that is not a success, or none at all (status 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {number|null} retryAfter seconds
   */
  constructor(status, code, retryAfter = null) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may well succeed later. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export function unreachable() {
  return new ApiError(0, "unreachable");
}

/** @param {Response} response */
export async function errorFrom(response) {
  return new ApiError(response.status, await codeOf(response), secondsOf(response.headers.get("Retry-After")));
}

/** @param {Response} response */
async function codeOf(response) {
  try {
    return String((await response.json()).error.code);
  } catch {
    // A proxy in between answers with a page of its own.
    return "unknown";
  }
}

/** @param {string|null} header */
function secondsOf(header) {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
}

/**
 * What an agent reads. Our own words by kind of trouble, not the server's: the server does not know the desk's language.
 *
 * @param {unknown} error
 */
export function explain(error) {
  if (!(error instanceof ApiError)) return t("error.unknown");
  if (error.status === 0) return t("error.unreachable");
  if (error.status === 429) return t("error.slow_down", { seconds: error.retryAfter ?? 10 });
  if (error.status === 404) return t("error.gone");
  if (error.code === "not_yours") return t("error.not_yours");
  if (error.status === 413 || error.status === 422) return t("error.refused");
  if (error.status >= 500) return t("error.server");
  return t("error.unknown");
}
