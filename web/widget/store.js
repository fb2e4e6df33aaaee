// @ts-check

/** @type {import('./types.js').OpenStore} */
export const openStore = (owner) => {
  const prefix = `okpay-chat:${owner}:`;
  /** @type {Record<string, string>} */
  let shelf = {};
  try {
    shelf = localStorage;
  } catch {
    // Where the browser refuses storage, all is kept for as long as the page lives.
  }
  return {
    get: (name) => JSON.parse(shelf[prefix + name] ?? 'null'),
    set: (name, value) => (shelf[prefix + name] = JSON.stringify(value)),
    changedBy: ({ key }) => key?.startsWith(prefix) && key.slice(prefix.length),
  };
};
