// @ts-check
/** @import { Api } from "./api.js" */
/** @import { Agent, Box, Conversation, Message, Row, Ticket, TicketStatus, TypingSign } from "./types.js" */
import { announce } from "./announcer.js";
import { isMine } from "./boxes.js";
import { Conversations } from "./conversations.js";
import { Drafts } from "./drafts.js";
import { ApiError, explain } from "./errors.js";
import { t } from "./language.js";
import { Live } from "./live.js";
import { customerName } from "./names.js";
import { Notices } from "./notices.js";
import { Outbox } from "./outbox.js";
import { readRoute } from "./route.js";
import { Rows } from "./rows.js";
import { Seen } from "./seen.js";
import { Signal } from "./signal.js";
import { Chime } from "./sound.js";
import { lasting } from "./storage.js";
import { toast } from "./toast.js";
import { TypingSigns, typingTeller } from "./typing.js";

/** A broken line may look whole for hours; asking now and then finds out. */
const pulse = 60_000;
const firstLoadAtLatest = 2000;

/** What one logged-in agent's desk knows and can do. It draws nothing: views read it and call it. */
export class Desk {
  signal = new Signal();
  chime = new Chime();
  notices = new Notices();
  typing = new TypingSigns(this.signal);
  route = readRoute();
  connected = true;
  paused = false;
  /** @type {"take"|"close"|null} what the agent waits for */
  acting = null;
  /** @type {Box} */
  box = lasting.read("box", /** @type {Box} */ ("queue"));

  #api;
  #live;
  #stop = new AbortController();

  /**
   * @param {Agent} agent
   * @param {Api} api
   */
  constructor(agent, api) {
    this.agent = agent;
    this.#api = api;
    this.rows = new Rows(api, agent.id, this.signal);
    this.conversations = new Conversations(api, this.signal);
    this.outbox = new Outbox(api, agent.id, this.signal);
    this.outbox.onSent = (id, seq) => void this.#catchUp(id, seq);
    this.outbox.onRefused = (id) => void this.#read(id);
    this.drafts = new Drafts(agent.id);
    this.seen = new Seen(agent.id);
    this.tellTyping = typingTeller((id) => api.typing(id));
    this.#live = new Live({
      onConversation: (row) => this.#hear(row),
      onTyping: (sign) => this.#hearTyping(sign),
      onUp: () => void this.#up(),
      onDown: () => this.#down(),
      onRefused: () => void api.check().catch(() => {}),
    });
  }

  start() {
    const { signal } = this.#stop;
    window.addEventListener("hashchange", () => this.#routed(), { signal });
    document.addEventListener("visibilitychange", () => this.#looked(), { signal });
    this.chime.arm(signal);
    const timer = setInterval(() => void this.#feelPulse(), pulse);
    signal.addEventListener("abort", () => clearInterval(timer));
    this.#routed();
    this.resume();
  }

  /** The session is over: nothing is asked any more, and nothing is forgotten. */
  pause() {
    this.paused = true;
    this.#live.stop();
    this.outbox.pause();
  }

  resume() {
    this.paused = false;
    this.#live.start();
    this.outbox.resume();
    // The lists wait for the stream, so that nothing falls between the two; but not for a stream that is stuck.
    setTimeout(() => this.rows.loaded || void this.#reload(), firstLoadAtLatest);
  }

  end() {
    this.pause();
    this.#stop.abort();
  }

  /** On leaving for good nothing about customers stays in the browser. */
  forget() {
    this.drafts.forget();
    this.outbox.forget();
  }

  get openId() {
    return this.route.id;
  }

  get openRow() {
    return this.route.id === null ? null : this.rows.get(this.route.id);
  }

  /** @param {Box} box */
  showBox(box) {
    this.box = box;
    lasting.write("box", box);
    this.signal.changed();
  }

  /** @param {Row} row */
  isMine(row) {
    return isMine(row, this.agent.id);
  }

  async reload() {
    await this.#reload();
  }

  /** Tries to read the open conversation once more. */
  async reopen() {
    if (this.openId) await this.#read(this.openId);
  }

  /**
   * @param {string} id
   * @returns {Promise<boolean>} whether it is mine now
   */
  async take(id) {
    const taken = await this.#act("take", id, () => this.#api.take(id));
    if (taken) this.showBox("mine");
    return taken;
  }

  /** @param {string} id */
  close(id) {
    return this.#act("close", id, () => this.#api.close(id));
  }

  /**
   * @param {string} id
   * @returns {Promise<Ticket[]>} none when they cannot be read; the next word on one asks again
   */
  async tickets(id) {
    try {
      return (await this.#api.tickets(id)).tickets;
    } catch {
      return [];
    }
  }

  /**
   * @param {string} number
   * @param {TicketStatus} status
   * @param {string} note
   */
  changeTicket(number, status, note) {
    return this.#api.changeTicket(number, status, note);
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  send(id, text) {
    this.drafts.set(id, "");
    this.outbox.add(id, text);
  }

  /**
   * Gives a refused message back to its writer.
   *
   * @param {string} id
   * @param {string} clientId
   */
  takeBack(id, clientId) {
    const text = this.outbox.discard(clientId);
    this.drafts.set(id, [this.drafts.get(id), text].filter(Boolean).join("\n"));
    this.signal.changed();
  }

  /**
   * @param {"take"|"close"} what
   * @param {string} id
   * @param {() => Promise<Row>} request
   */
  async #act(what, id, request) {
    if (this.acting) return false;
    this.#actingIs(what);
    try {
      const row = await request();
      this.rows.put(row);
      void this.#catchUp(id, row.last_seq);
      return true;
    } catch (error) {
      await this.#explainFailure(id, error);
      return false;
    } finally {
      this.#actingIs(null);
    }
  }

  /** @param {"take"|"close"|null} what */
  #actingIs(what) {
    this.acting = what;
    this.signal.changed();
  }

  /**
   * @param {string} id
   * @param {unknown} error
   */
  async #explainFailure(id, error) {
    if (error instanceof ApiError && error.status === 401) return;
    if (!(error instanceof ApiError) || error.status !== 409) return toast(explain(error));
    await this.#read(id);
    toast(this.#whyGone(id));
  }

  /** @param {string} id */
  #whyGone(id) {
    const row = this.rows.get(id);
    if (row?.state === "agent" && row.assignee) return t("take.taken_by", { name: row.assignee.name });
    return row?.state === "queued" ? t("error.unknown") : t("take.not_waiting");
  }

  #routed() {
    this.route = readRoute();
    this.rows.open = this.route.id;
    const { id, about } = this.route;
    if (id && !(about && this.conversations.get(id))) void this.#read(id);
    this.signal.changed();
  }

  /** @param {string} id */
  async #read(id) {
    const conversation = await this.conversations.load(id);
    if (conversation) this.rows.put(rowOf(conversation));
    else if (isGone(this.conversations.trouble(id))) this.rows.drop(id);
    this.#caughtUp(id);
  }

  /**
   * @param {string} id
   * @param {number} seq
   */
  async #catchUp(id, seq) {
    const added = await this.conversations.catchUp(id, seq);
    this.#caughtUp(id);
    if (id === this.openId) this.#announce(id, added);
  }

  /** @param {string} id */
  #caughtUp(id) {
    this.outbox.settle(id, this.conversations.get(id)?.messages ?? []);
    this.#markSeen();
    this.signal.changed();
  }

  /**
   * @param {string} id
   * @param {Message[]} messages
   */
  #announce(id, messages) {
    const row = this.rows.get(id);
    for (const message of messages) {
      if (row && message.role === "customer")
        announce(t("announce.word", { name: customerName(row), text: message.text }));
    }
  }

  #markSeen() {
    const id = this.openId;
    if (!id || document.visibilityState !== "visible") return;
    const last = this.conversations.get(id)?.messages.at(-1)?.seq ?? 0;
    if (this.seen.mark(id, last)) this.signal.changed();
  }

  /** @param {Row} row */
  #hear(row) {
    const before = this.rows.get(row.id);
    if (!this.rows.put(row)) return;
    if (row.state === "queued" && before?.state !== "queued") this.#arrived(row);
    if (hasNewWord(row, before)) this.#spoke(row);
    if (row.id === this.openId) void this.#follow(row, before);
  }

  /** @param {TypingSign} sign */
  #hearTyping(sign) {
    const row = this.rows.get(sign.conversation_id);
    const myOwn = sign.role === "agent" && row !== null && this.isMine(row);
    if (!myOwn) this.typing.show(sign);
  }

  /** @param {Row} row */
  #arrived(row) {
    this.chime.arrival();
    this.notices.arrival(row);
    announce(t("announce.arrival", { count: this.rows.count("queue") }));
  }

  /** @param {Row} row */
  #spoke(row) {
    this.typing.clear(row.id);
    if (!this.isMine(row) || (row.id === this.openId && document.hasFocus())) return;
    this.chime.word();
    this.notices.word(row);
  }

  /**
   * @param {Row} row
   * @param {Row|null} before
   */
  async #follow(row, before) {
    // What the bot learned is complete at the moment of the handoff.
    if (row.state === "queued" && before?.state !== "queued") await this.#read(row.id);
    else await this.#catchUp(row.id, row.last_seq);
  }

  async #up() {
    if (!this.connected) announce(t("announce.connected"));
    this.connected = true;
    this.signal.changed();
    this.outbox.resume();
    const reading = this.openId ? this.#read(this.openId) : null;
    await Promise.all([this.#reload(), reading]);
  }

  #down() {
    if (this.connected) announce(t("banner.lost"));
    this.connected = false;
    this.signal.changed();
  }

  async #reload() {
    const known = this.rows.loaded ? new Set(this.rows.inBox("queue").map((row) => row.id)) : null;
    const worked = await this.rows.load();
    if (!worked) return this.#reloadLater();
    const newcomer = known && this.rows.inBox("queue").find((row) => !known.has(row.id));
    if (newcomer) this.#arrived(newcomer);
    const row = this.openRow;
    if (row) void this.#catchUp(row.id, row.last_seq);
  }

  #reloadLater() {
    const { trouble } = this.rows;
    if (!(trouble instanceof ApiError) || trouble.status < 429) return;
    setTimeout(() => void this.#reload(), (trouble.retryAfter ?? 5) * 1000);
  }

  #looked() {
    if (document.visibilityState !== "visible") return;
    this.#markSeen();
    void this.#feelPulse();
  }

  async #feelPulse() {
    if (this.paused || document.visibilityState !== "visible" || !this.rows.loaded) return;
    await this.#reload();
    const { trouble } = this.rows;
    if (!(trouble instanceof ApiError) || trouble.status !== 0) return;
    this.#down();
    this.#live.restart();
  }
}

/**
 * @param {Conversation} conversation
 * @returns {Row}
 */
function rowOf({ summary: _summary, messages: _messages, ...row }) {
  return row;
}

/** @param {unknown} trouble */
function isGone(trouble) {
  return trouble instanceof ApiError && trouble.status === 404;
}

/**
 * @param {Row} row
 * @param {Row|null} before
 */
function hasNewWord(row, before) {
  return row.last_message?.role === "customer" && row.last_seq > (before?.last_seq ?? 0);
}
