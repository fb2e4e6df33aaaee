// The shapes that the modules agree on. No browser loads this file.

export type Locale = 'zh-CN' | 'zh-TW' | 'en';
export type State = 'bot' | 'queued' | 'agent' | 'closed';

export interface Conversation { id: string; token: string }

export interface Button {
  label: string;
  /** Means nothing to us, and goes back as it came. */
  action?: unknown;
  role?: string;
}

export interface Article { title: string; summary?: string; url?: string; action?: unknown }

/** What a message may carry. Every field is optional: a client must live with any of them missing. */
export interface Data {
  buttons?: Button[];
  options?: Button[];
  articles?: Article[];
  question?: string;
  lead?: string;
  title?: string;
  body?: string;
  step?: number;
  steps?: number;
  prompt?: string;
  optional?: boolean;
  state?: string;
  position?: number;
  wait_seconds?: number;
  agent?: { name?: string };
  opens_at?: string;
  number?: string;
  name?: string;
  size?: number;
  url?: string;
  score?: number;
  locale?: Locale;
  action?: unknown;
  client_id?: string;
}

export interface Message {
  seq: number;
  role: 'customer' | 'bot' | 'agent' | 'system';
  kind: string;
  text: string;
  data?: Data;
  created_at: string;
}

/** A message of the customer's on its way. */
export interface Outgoing {
  client_id: string;
  text: string;
  action?: unknown;
  created_at: string;
  /** The newest seq when it was written: its place in the log, should it fail. */
  after: number;
  /** It may have reached the server, though no answer has come. */
  tried?: boolean;
  error?: string;
}

/** One thing in the log. */
export interface Entry {
  key: string;
  message?: Message;
  item?: Outgoing;
  /** A line of our own. */
  line?: string;
  welcome?: boolean;
  /** Its buttons can still be pressed. */
  active?: boolean;
  /** What the customer said to it. */
  answer?: { text: string; action?: unknown };
  /** The queue as it is now, for the card of the queue that the customer waits in. */
  queue?: Data | null;
  agent?: string;
}

/** The server heard a call and did not do it. */
export interface Refusal extends Error {
  status?: number;
  /** How long it asks to be left alone, in ms. */
  wait?: number;
}

export type Call = (method: string, path: string, body?: object | null, init?: RequestInit) => Promise<Response>;

export type Child = Node | string | number | false | null | undefined;
export type Props = Record<string, unknown> | null;
type Tag<S extends string> = S extends `${infer T}.${string}` ? T : S;
export type ElementOf<S extends string> = Tag<S> extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag<S>] : HTMLElement;

/** Makes an element: `h('button.chip', {onclick}, 'text')`. */
export type H = <S extends string>(tag: S, props?: Props, ...children: Child[]) => ElementOf<S>;

/** A part of the panel, which looks at the conversation again whenever it is told to. */
export interface View<N extends HTMLElement = HTMLElement> { node: N; update(): void }

/** Draws one kind of message. */
export type Draw = (chat: import('./chat.js').Chat, message: Message, entry: Entry) => Child[];
