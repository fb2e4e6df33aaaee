// @ts-check
/** @import { Locale } from './types.js' */

const DAY = 86_400_000;

/** "昨天 14:05", "11月20日 14:05": a day near today by its name. @param {string} iso @param {Locale} locale */
export function moment(iso, locale) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  return `${day(date, locale)} ${new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date)}`;
}

/** @param {Date} date @param {Locale} locale */
function day(date, locale) {
  const days = Math.round((midnight(date) - midnight(new Date())) / DAY);
  if (Math.abs(days) > 1) return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', weekday: 'short' }).format(date);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
}

/** @param {Date} date */
const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);
