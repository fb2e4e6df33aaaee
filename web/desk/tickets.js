// @ts-check
/** @import { Desk } from "./desk.js" */
/** @import { WordKey } from "./language.js" */
/** @import { Ticket, TicketStatus } from "./types.js" */
import { h, redraw } from "./dom.js";
import { explain } from "./errors.js";
import { t } from "./language.js";
import { toast } from "./toast.js";

/** @type {TicketStatus[]} */
const statuses = ["open", "in_progress", "waiting", "resolved"];

/**
 * The tickets of the open conversation, each with the word on it that the customer hears.
 *
 * @param {Desk} desk
 */
export function createTickets(desk) {
  const node = h("div", { class: "tickets" });
  /** @type {string} what was read last: a conversation, and its newest ticket message */
  let read = "";

  /** @param {string|null} id */
  async function load(id) {
    const tickets = id ? await desk.tickets(id) : [];
    if (id === desk.openId) redraw(node, tickets, () => (tickets.length > 0 ? [section(tickets, desk)] : []));
  }

  return {
    node,
    render() {
      const id = desk.openId;
      const messages = id ? desk.conversations.get(id)?.messages : null;
      const told = messages?.filter(({ kind }) => kind === "ticket").at(-1)?.seq ?? 0;
      const wanted = JSON.stringify([id, told]);
      if (wanted === read) return;
      read = wanted;
      void load(told > 0 ? id : null);
    },
  };
}

/**
 * @param {Ticket[]} tickets
 * @param {Desk} desk
 */
function section(tickets, desk) {
  const drawn = tickets.map((ticket) => draw(ticket, desk));
  return h("section", { class: "facts-section" }, h("h3", {}, t("tickets.title")), ...drawn);
}

/**
 * @param {Ticket} ticket
 * @param {Desk} desk
 */
function draw(ticket, desk) {
  const options = statuses.map((status) =>
    h("option", { value: status, selected: status === ticket.status }, word(`tickets.status.${status}`)),
  );
  const status = h("select", { "aria-label": t("tickets.status") }, ...options);
  const note = h("textarea", { rows: 2, maxlength: 2000, dir: "auto", "aria-label": t("tickets.note") });
  note.placeholder = t("tickets.note");
  note.value = ticket.note ?? "";
  const save = h("button", { class: "button" }, t("tickets.save"));
  return h(
    "form",
    { class: "ticket", onsubmit: tell },
    h("p", {}, h("strong", {}, ticket.number), ` · ${word(`tickets.kind.${ticket.kind}`)}`),
    h("dl", {}, ...Object.entries(ticket.fields).flatMap(given)),
    status,
    note,
    save,
  );

  /** @param {SubmitEvent} event */
  async function tell(event) {
    event.preventDefault();
    save.disabled = true;
    try {
      await desk.changeTicket(ticket.number, /** @type {TicketStatus} */ (status.value), note.value.trim());
    } catch (error) {
      toast(explain(error));
    } finally {
      save.disabled = false;
    }
  }
}

/** @param {[string, string]} field */
function given([name, value]) {
  return [h("dt", {}, word(`tickets.field.${name}`)), h("dd", { dir: "auto" }, value)];
}

/** @param {string} key */
function word(key) {
  return t(/** @type {WordKey} */ (key));
}
