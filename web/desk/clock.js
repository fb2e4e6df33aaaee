// @ts-check

let ahead = 0;

/**
 * Agents' computers are not always on time, and a waiting time must not be wrong by that much: the server's own clock,
 * which every answer carries, is what counts.
 *
 * @param {string|null} dateHeader
 */
export function learnServerTime(dateHeader) {
  const server = Date.parse(dateHeader ?? "");
  if (Number.isNaN(server)) return;
  const difference = server - Date.now();
  // The header counts whole seconds; following smaller differences would make the times jump to and fro.
  ahead = Math.abs(difference) > 3000 ? difference : 0;
}

export function serverNow() {
  return Date.now() + ahead;
}
