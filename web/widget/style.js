// @ts-check
export const STYLE = /* css */ `
.root {
  all: initial;
  color-scheme: light dark;
  --ink: #10202e; --muted: #5b6b7a; --line: #e3e8ed; --surface: #fff; --ground: #f5f7f9; --edge: #8594a1;
  --brand: #0b7a5b; --deep: #075e46; --tint: #e6f4ef; --on: #fff; --warn: #b45309; --warm: #fff7e6; --bad: #b42318;
  --target: 40px;
  color: var(--ink);
  font: 15px/1.6 system-ui, sans-serif;
  text-wrap: pretty;
}
@media (prefers-color-scheme: dark) {
  .root {
    --ink: #e8eef3; --muted: #9fb0be; --line: #2a3742; --surface: #17212a; --ground: #0f171e; --edge: #6b7c8a;
    --brand: #34c594; --deep: #5cd6ac; --tint: #14322b; --on: #0f171e; --warn: #f0b35e; --warm: #2d2416; --bad: #ff8f85;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, h4, p, ul { margin: 0; font: inherit; }
h2, h3, h4, b, .strong, .error button { font-weight: 600; }
h3 { font-size: 16px; }
button, summary { min-height: var(--target); padding: 4px 16px; border: 1px solid transparent; border-radius: 10px; background: none; color: inherit; font: inherit; line-height: 1.4; text-align: start; list-style: none; cursor: pointer; transition: .15s; }
:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; }
a, .strong { color: var(--brand); }
svg { display: block; width: 20px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
small, .line, .progress, .head p, .banner, .error, ::after { color: var(--muted); font-size: 13px; }
.launcher, dialog, .menu { position: fixed; z-index: 2147483000; inset: auto 24px 24px auto; box-shadow: 0 8px 32px #10202e40; }
.bubble, .card, .menu, dialog { border: 1px solid var(--line); border-radius: 14px; background: var(--surface); color: inherit; }
.head, form, .menu button, .menu summary, .progress, .option, .ticket { display: flex; align-items: center; justify-content: space-between; gap: 8px; }

.launcher { padding: 15px; border-radius: 50%; }
.launcher svg { width: 26px; }
.badge:not(:empty) { position: absolute; top: -4px; right: -4px; min-width: 20px; padding: 0 6px; border-radius: 99px; background: var(--bad); color: var(--surface); font: 600 12px/20px system-ui; text-align: center; }
dialog[open] { display: flex; flex-direction: column; width: 380px; height: 640px; max-width: calc(100% - 48px); max-height: calc(100% - 48px); margin: 0; padding: 0; overflow: hidden; }
@media (max-width: 479px) {
  dialog[open] { inset: var(--top, 0) 0 auto; width: 100%; height: var(--height, 100%); max-width: none; max-height: none; padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left); border: 0; border-radius: 0; }
}
.head, form { padding: 8px; border-bottom: 1px solid var(--line); }
.head > svg { width: 36px; padding: 8px; margin-left: 4px; border-radius: 10px; background: #0b7a5b; color: #fff; }
.head > div { flex: 1; line-height: 1.4; }
.tool { display: grid; place-items: center; width: var(--target); padding: 0; color: var(--muted); }
.menu { position: absolute; inset: 60px 8px auto auto; width: 232px; padding: 8px; }
.menu button, .menu summary { width: 100%; }
.menu details { margin-top: 8px; border-top: 1px solid var(--line); color: var(--bad); }
.menu p { padding: 0 16px 8px; }
.menu details button { border-color: var(--bad); }
[aria-pressed=true]::after { content: " ✓" / ""; color: inherit; }
.banner:not(:empty) { padding: 8px 16px; background: var(--warm); color: var(--warn); }

.log { display: flex; flex: 1; flex-direction: column-reverse; overflow-y: auto; overscroll-behavior: contain; background: var(--ground); outline-offset: -3px !important; }
.log > div { margin-bottom: auto; padding: 4px 16px 16px; }
.row, .dots { position: relative; display: flex; flex-direction: column; align-items: start; gap: 8px; margin-top: 12px; }
.row > small { position: absolute; clip-path: inset(50%); }
.agent > small { position: static; clip-path: none; margin-bottom: -4px; color: var(--brand); }
.agent + .agent > small { display: none; }
.bubble { max-width: 86%; padding: 8px 14px; border-bottom-left-radius: 4px; overflow-wrap: anywhere; white-space: pre-wrap; }
.bubble b { white-space: nowrap; }
.agent .bubble { background: var(--tint); }
.customer { align-items: end; }
.customer .bubble { border-color: #0b7a5b; border-radius: 14px 14px 4px; background: #0b7a5b; color: #fff; }
.customer:has(.error) .bubble { border-color: var(--bad); background: none; color: inherit; }
.customer a { color: inherit; }
[data-sending]::after { content: attr(data-sending); margin-top: -6px; }
.error { color: var(--bad); text-align: end; }
.line { align-self: center; margin-top: 16px; text-align: center; }
.row .line { margin-top: 4px; }
.dots { flex-direction: row; width: max-content; gap: 5px; padding: 17px 14px; }
i { width: 6px; height: 6px; border-radius: 50%; background: var(--muted); animation: breathe 1.2s infinite; }
i + i { animation-delay: .2s; }
i + i + i { animation-delay: .4s; }
@keyframes breathe { 30% { opacity: .3; } }

.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
.chip, .button { border-color: var(--edge); background: var(--surface); }
.chip { border-color: var(--brand); border-radius: 99px; color: var(--brand); }
@media (hover: hover) {
  :where(button, summary):hover { background: var(--tint); color: var(--brand); }
  :is(.primary, .send, .launcher):hover { --brand: var(--deep); }
}
.primary, .send, .launcher { border-color: var(--brand); background: var(--brand); color: var(--on); }
button:disabled { border-color: var(--line); background: none; color: var(--muted); cursor: default; }
.quiet:disabled { border: 0; }
button:disabled[aria-pressed] { background: var(--tint); color: var(--brand); }
.hello :disabled { display: none; }
.card { align-self: stretch; padding: 16px; white-space: pre-line; }
.progress { gap: 12px; margin-bottom: 8px; }
progress { flex: 1; height: 4px; appearance: none; border: 0; border-radius: 99px; background: var(--line); overflow: hidden; }
::-webkit-progress-bar { background: none; }
::-webkit-progress-value { background: var(--brand); }
::-moz-progress-bar { background: var(--brand); }
.rich > * { margin-top: 4px; padding: 0; }
li { margin-left: 20px; }
h4 { margin-top: 12px; }
.card .buttons { margin-top: 16px; }
.card .buttons + .buttons { margin: 16px -8px -8px; padding-top: 8px; border-top: 1px solid var(--line); gap: 0; }
.quiet { padding: 4px 8px; }
.quiet:not(.primary) { color: var(--muted); }
.list { padding: 0; overflow: hidden; }
.option { width: 100%; padding: 12px 16px; border: 0; border-radius: 0; outline-offset: -2px; }
.option + .option { border-top: 1px solid var(--line); }
.option a { flex: 1; text-decoration: none; }
.option:enabled::after { content: "›" / ""; }
.option b, .option small, output, .card > small { display: block; }
output { font-size: 20px; }
form { align-items: end; border: 0; border-top: 1px solid var(--line); }
textarea { flex: 1; padding: calc((var(--target) - 26px) / 2) 12px; border: 1px solid var(--edge); border-radius: 10px; outline-offset: -1px !important; background: none; color: inherit; font: inherit; line-height: 24px; resize: none; }
::placeholder { color: var(--muted); opacity: 1; }
@media (pointer: coarse) { .root { --target: 44px; } textarea { font-size: 16px; } }
@media (prefers-reduced-motion) { * { animation: none !important; transition: none !important; } }
`;
