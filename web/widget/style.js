// @ts-check

/** The launcher, and the panel around the messages. */
export const FRAME = /* css */ `
.root {
  all: initial;
  color-scheme: light dark;
  --ink: #10202e; --muted: #5b6b7a; --line: #e3e8ed; --surface: #fff; --ground: #f5f7f9;
  --brand: #0b7a5b; --deep: #075e46; --tint: #e6f4ef; --on: #fff; --mine: #0b7a5b;
  --warn: #b45309; --warn-tint: #fff7e6; --bad: #b42318; --bad-tint: #fef1f0; --edge: #8594a1;
  --soft: 0 1px 2px rgb(16 32 46 / .06); --high: 0 12px 40px rgb(16 32 46 / .18), 0 2px 8px rgb(16 32 46 / .08);
  --target: 40px;
  font: 400 15px/1.6 system-ui, -apple-system, "PingFang SC", "PingFang TC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  color: var(--ink);
}
@media (prefers-color-scheme: dark) {
  .root {
    --ink: #e8eef3; --muted: #9fb0be; --line: #2a3742; --surface: #17212a; --ground: #0f171e;
    --brand: #34c594; --deep: #5cd6ac; --tint: #14322b; --on: #0f171e; --edge: #6b7c8a;
    --warn: #f0b35e; --warn-tint: #2d2416; --bad: #ff8f85; --bad-tint: #331b1a;
    --soft: none; --high: 0 12px 40px rgb(0 0 0 / .5);
  }
}
@media (pointer: coarse) { .root { --target: 44px; } }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, p, ul { margin: 0; font-size: inherit; font-weight: 400; }
h2, h3, b, strong { font-weight: 600; }
button, textarea { font: inherit; color: inherit; }
button { min-height: var(--target); border: 1px solid transparent; border-radius: 10px; background: none; cursor: pointer; transition: background-color .15s, border-color .15s, color .15s; }
button:disabled { cursor: default; }
a { color: var(--brand); text-underline-offset: 2px; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; }
.icon { flex: none; width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.icon.menu { stroke-width: 2.75; }
.news, .bot > .who, .customer > .who { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher { position: fixed; z-index: 2147483000; right: max(24px, env(safe-area-inset-right)); bottom: max(24px, env(safe-area-inset-bottom)); display: grid; place-items: center; width: 56px; height: 56px; border-radius: 50%; background: var(--brand); color: var(--on); box-shadow: var(--high); }
.launcher:hover { background: var(--deep); }
.launcher .icon { width: 26px; height: 26px; }
.badge { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px; border: 2px solid var(--surface); border-radius: 999px; background: var(--bad); color: var(--surface); font-size: 12px; font-weight: 600; line-height: 18px; text-align: center; }
.badge:empty { display: none; }

.panel { position: fixed; z-index: 2147483000; inset: auto 24px 24px auto; display: flex; flex-direction: column; width: 380px; height: 640px; max-width: calc(100vw - 48px); max-height: calc(100vh - 48px); margin: 0; padding: 0; overflow: hidden; border: 1px solid var(--line); border-radius: 14px; background: var(--ground); color: inherit; box-shadow: var(--high); outline: none; animation: rise .15s ease-out; }
.panel:not([open]) { display: none; }
.panel::backdrop { background: none; }
.panel:lang(zh-TW) { font-family: system-ui, -apple-system, "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC", sans-serif; }
.panel:lang(en) { line-height: 1.5; }
@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
@media (max-width: 479px) {
  .panel { inset: var(--view-top, 0) 0 auto; width: 100%; height: var(--view-height, 100dvh); max-width: none; max-height: none; padding: env(safe-area-inset-top) env(safe-area-inset-right) 0 env(safe-area-inset-left); border: 0; border-radius: 0; background: var(--surface); animation: none; }
}

header { position: relative; display: flex; flex: none; align-items: center; gap: 4px; padding: 12px 8px 12px 16px; border-bottom: 1px solid var(--line); background: var(--surface); }
.logo { display: grid; flex: none; place-items: center; width: 36px; height: 36px; margin-right: 8px; border-radius: 10px; background: var(--mine); color: #fff; }
.titles { flex: 1; min-width: 0; line-height: 1.4; }
.titles > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.titles p { color: var(--muted); font-size: 13px; }
.titles p::before { content: ""; display: inline-block; width: 7px; height: 7px; margin-right: 6px; border-radius: 50%; background: var(--brand); vertical-align: 1px; forced-color-adjust: none; }
.queued .titles p::before { background: var(--warn); }
.closed .titles p::before { background: var(--edge); }
.tool { display: grid; flex: none; place-items: center; width: var(--target); padding: 0; color: var(--muted); }
.tool:hover, .tool[aria-expanded=true] { background: var(--ground); color: var(--ink); }
.menu { position: absolute; z-index: 2; top: calc(100% - 8px); right: 8px; width: 232px; padding: 8px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); box-shadow: var(--high); }
.menu h3 { padding: 4px 12px; color: var(--muted); font-size: 13px; font-weight: 400; }
.menu button { display: flex; align-items: center; gap: 8px; width: 100%; padding: 0 12px; text-align: left; }
.menu button:hover { background: var(--ground); }
.menu .check { margin-left: auto; color: var(--brand); }
.menu [aria-pressed=false] .check { display: none; }
.menu .danger { color: var(--bad); }
hr { height: 1px; margin: 8px -8px; border: 0; background: var(--line); }
.banner { flex: none; padding: 8px 16px; background: var(--warn-tint); color: var(--warn); font-size: 13px; }
.banner:empty { padding: 0; }

.composer { display: flex; flex: none; align-items: flex-end; gap: 4px; padding: 8px 8px calc(8px + env(safe-area-inset-bottom)); border-top: 1px solid var(--line); background: var(--surface); }
textarea { flex: 1; min-width: 0; margin: 0; padding: 7px 12px; resize: none; border: 1px solid var(--edge); border-radius: 10px; background: var(--surface); line-height: 24px; }
textarea::placeholder { color: var(--muted); opacity: 1; }
textarea:focus-visible { outline-offset: -1px; border-color: var(--brand); }
@media (pointer: coarse) { textarea { padding: 9px 12px; font-size: 16px; } }
.send { margin-left: 4px; background: var(--brand); color: var(--on); }
.send:hover { background: var(--deep); color: var(--on); }
.send:disabled { background: var(--line); color: var(--muted); }

.confirm { position: absolute; z-index: 3; inset: 0; display: grid; align-items: end; padding: 16px; background: rgb(16 32 46 / .4); }
.confirm .card { padding: 20px; }
.confirm p { color: var(--muted); }
.confirm .error { color: var(--bad); }
.confirm .buttons { margin-top: 16px; }
.confirm .button { flex: 1; }
.confirm .danger { border-color: var(--bad); background: var(--bad); color: var(--surface); }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; } }
@media (forced-colors: active) { .launcher, .tool, .send { border: 1px solid ButtonText; } }
`;
