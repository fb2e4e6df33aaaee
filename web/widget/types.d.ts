// The shapes that the modules agree on. No browser loads this file.

export type Locale = 'zh-CN' | 'zh-TW' | 'en';
export type Word = keyof typeof import('./words.js').WORDS;
export type State = 'bot' | 'queued' | 'agent' | 'closed';

export interface Button {
  label: string;
  /** Means nothing to us, and goes back as it came. Without one the label is sent as text. */
  action?: unknown;
  role?: string;
}

/** What a message may carry. Every field is optional: a client must live with any of them missing. */
export interface Data {
  buttons?: Button[];
  options?: Button[];
  articles?: { title: string; summary?: string; url?: string; action?: unknown }[];
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
  number?: string;
  name?: string;
  size?: number;
  url?: string;
  score?: number;
  locale?: Locale;
  action?: unknown;
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
  /** The newest seq when it was written. */
  after: number;
  /** It may have reached the server, though no answer has come. */
  tried?: boolean;
  error?: string;
}

/** One row of the log. */
export interface Entry {
  key: string;
  message?: Message;
  item?: Outgoing;
  /** A line of our own. */
  line?: string;
  /** Its buttons can still be pressed. */
  active?: boolean;
  /** What the customer said to it. */
  answer?: { text: string; action?: unknown };
}

export interface Conversation { id: string; token: string }

/** What outlives the page, shared by all tabs. */
export interface Store {
  get(name: 'conversation'): Conversation | null;
  get(name: 'outbox'): Outgoing[] | null;
  get(name: 'locale'): Locale | null;
  /** The last seq that the customer has seen. */
  get(name: 'read'): number | null;
  /** The score given to the request of each seq. */
  get(name: 'rated'): Record<number, number> | null;
  set(name: 'conversation' | 'outbox' | 'locale' | 'read' | 'rated', value: unknown): void;
  /** What of it another tab has changed. */
  changedBy(event: StorageEvent): string | false | undefined;
}

/** The server heard a call and did not do it. `wait` is how long it asks to be left alone, in ms. */
export type Refusal = Error & { status?: number; wait?: number };

/** The conversation as this tab knows it. */
export interface Chat {
  store: Store;
  /** Newest last, except where an answer overtook our own. */
  messages: Map<number, Message>;
  /** All messages up to here are known. */
  cursor: number;
  state: State;
  agent: string;
  /** Position and wait, as last heard. */
  queue: Data;
  online: boolean;
  notice: string;
  locale: Locale;
  readonly conversation: Conversation | null;
  readonly outbox: Outgoing[];
  /** A tab that nobody looks at keeps no stream, unless a person may be about to answer. */
  readonly wantsNews: boolean;
  /** Somebody is about to answer. */
  readonly typing: boolean;
  readonly unread: number;
  /** Tells the views that they are out of date. */
  changed(): void;
  say(word: Word, ...values: (string | number)[]): string;
  call(method: string, path: string, body?: object | null, init?: RequestInit): Promise<Response>;
  start(signal: AbortSignal): void;
  send(text: string, action?: unknown): void;
  /** Makes the conversation when there is first something to say in it. */
  ready(): Promise<void>;
  /** The server has stored a message of ours. */
  taken(item: Outgoing, seq: number): void;
  /** Replaces each message on its way by what `how` makes of it. */
  resend(how: (item: Outgoing) => Outgoing | Outgoing[]): void;
  take(message: Message): void;
  hear(type: string, data: any): void;
  typed(): void;
  rate(seq: number, score: number): Promise<void>;
  erase(): Promise<void>;
  speak(locale: Locale): void;
  setLocale(locale: Locale): void;
  setOnline(online: boolean): void;
}

/**
 * Does `work` over and over: what it returns is the pause before the next time, null the end. Failing doubles the pause.
 * Calling the result starts it, or ends a pause.
 */
export type Repeat = (work: () => Promise<number | null>, failed: (error: Refusal) => void) => () => void;
export type CreateFeed = (chat: Chat) => { listen(): void; reconnect(): void; isStale(): boolean };

export type Child = Node | string | number | false | null | undefined;
type Tag<S extends string> = S extends `${infer T}.${string}` ? T : S;
export type ElementOf<S extends string> = Tag<S> extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag<S>] : HTMLElement;
/** Makes an element: `h('button.chip', {onclick}, 'text')`. */
export type H = <S extends string>(tag: S, props?: Partial<ElementOf<S>> | null, ...children: Child[]) => ElementOf<S>;

/** A part of the panel, which looks at the conversation again whenever it is told to. */
export interface View<N extends HTMLElement = HTMLElement> { node: N; update(): void }
export type CreateLog = (chat: Chat, edit: (item: Outgoing) => void) => View;
export type CreateComposer = (chat: Chat) => View & { focus(): void; restore(text: string): void };
export type CreateMenu = (chat: Chat) => View<HTMLDetailsElement> & { close(): boolean };
export type CreatePanel = (chat: Chat, closed: () => void) => View<HTMLDialogElement> & { show(): void };

export type DrawRow = (chat: Chat, entry: Entry, edit: (item: Outgoing) => void) => HTMLElement;
/** Draws one kind of message. */
export type Draw = (chat: Chat, message: Message, data: Data) => Child[];
export type AnswerButton = (chat: Chat, button: Button, look: string, content?: Child) => HTMLButtonElement;
export type ButtonRow = (chat: Chat, buttons?: Button[], look?: string) => Child;
export type Refresh = (node: HTMLElement, entry: Entry) => void;
