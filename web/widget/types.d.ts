// The shapes that the modules agree on, known to all of them through tsconfig.json. No browser loads this file.

type Locale = 'zh-CN' | 'zh-TW' | 'en';
/** The widget's own words, each in the order of LANGUAGES; a {} is the place of a value. */
type Word = keyof typeof import('./words.js').WORDS;
type State = 'bot' | 'queued' | 'agent' | 'closed';

interface Button {
  label: string;
  /** Means nothing to us, and goes back as it came. Without one the label is sent as text. */
  action?: unknown;
  role?: string;
}

/** What a message may carry. Every field is optional: a client must live with any of them missing. */
interface Data {
  buttons?: Button[];
  options?: Button[];
  articles?: { title: string; summary?: string; url?: string; action?: unknown }[];
  question?: string;
  lead?: string;
  title?: string;
  body?: string;
  step?: number;
  step_title?: string;
  steps?: number;
  prompt?: string;
  optional?: boolean;
  state?: string;
  position?: number;
  wait_seconds?: number;
  /** Nobody is there until then. */
  opens_at?: string;
  agent?: { name?: string };
  number?: string;
  attachment_id?: string;
  name?: string;
  media_type?: string;
  size?: number;
  locale?: Locale;
  action?: unknown;
}

interface Message {
  seq: number;
  role: 'customer' | 'bot' | 'agent' | 'system';
  kind: string;
  text: string;
  data?: Data;
  created_at: string;
}

/** A message of the customer's on its way. */
interface Outgoing {
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
interface Entry {
  /** Holds all that the row looks like: another look is another row. */
  key: string;
  message?: Message;
  item?: Outgoing;
  /** A line of our own. */
  line?: string;
  /** Its buttons can still be pressed. */
  active?: boolean;
  /** What the customer said to it. */
  answer?: string;
}

/** The conversation as this tab knows it. */
interface Chat {
  messages: Map<number, Message>;
  state: State;
  agent: string;
  /** Position and wait, as last heard. */
  queue: Data;
  online: boolean;
  notice: string;
  locale: Locale;
  /** Messages of ours that the server has not taken yet. They outlive the page, and all tabs share them. */
  outbox: Outgoing[];
  /** Somebody is about to answer. */
  readonly typing: boolean;
  /** How many messages came that nobody has seen. */
  readonly unread: number;
  /** Takes a message that could not be sent back into the composer, which sets this. */
  edit(item: Outgoing): void;
  say(word: Word, ...values: (string | number)[]): string;
  /** Asks the API about this conversation. Fails with the status and what the server says of it. */
  call(path: string, method: string, body?: object, signal?: AbortSignal): Promise<Response>;
  send(text: string, action?: unknown): void;
  /** The customer is writing. */
  typed(): void;
  /** All messages are seen. */
  read(): void;
  erase(): Promise<void>;
  /** Changes the language, and asks the assistant in words to follow: the API knows no other way. An agent hears nothing of it. */
  speak(locale: Locale): void;
}

type Say = (locale: Locale, word: Word, ...values: (string | number)[]) => string;

/**
 * Does `work` over and over: what it returns is the pause before the next time, null the end. Failing doubles the pause,
 * scattered, so that a thousand widgets do not come back in the same second.
 * Calling the result starts it, or ends a pause.
 */
type Repeat = (work: () => Promise<number | null>) => () => void;

type Child = Node | string | number | false | null | undefined;
type Tag<S extends string> = S extends `${infer T}.${string}` ? T : S;
type ElementOf<S extends string> = Tag<S> extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag<S>] : HTMLElement;
/** Makes an element of children and properties: `h('button.chip', { onclick }, 'text')`. */
type H = <S extends string>(tag: S, ...children: (Child | Partial<ElementOf<S>>)[]) => ElementOf<S>;
/** Text with what `pattern` finds in it made into something else. */
type Weave = (text: string, pattern: RegExp, plain: (part: string) => string | Node, found: (part: string) => string | Node) => Node;

/** A part of the panel, which looks at the conversation again whenever it is told to. */
interface View<N extends HTMLElement = HTMLElement> { node: N; update(): void }
type CreateLog = (chat: Chat) => View;
type CreateComposer = (chat: Chat) => View & { write(text?: string): void };
type CreateMenu = (chat: Chat) => View & { close(): boolean };
type CreatePanel = (chat: Chat, closed: () => void) => View<HTMLDialogElement> & { show(): void; focus(): void };
type DrawEntry = (chat: Chat, entry: Entry) => HTMLElement;
/** Draws one kind of message. An unknown kind is drawn by its text, which alone is always enough. */
type Draw = (chat: Chat, content: Data & Message) => Child[];
/** A button that answers for the customer. */
type AnswerButton = (chat: Chat, button: Button, look: string, content?: Child) => HTMLElement;
/** Draws into a place what few customers come to: its module loads when it is needed. */
type DrawLater = (chat: Chat, place: HTMLElement, content: Data) => void;
type Later = (part: 'file' | 'rating', chat: Chat, place?: HTMLElement, content?: Data) => HTMLElement;
type ButtonRow = (chat: Chat, buttons?: Button[], look?: string) => Child;
