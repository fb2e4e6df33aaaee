// @ts-check
import { h } from './dom.js';
import { parsed } from './url.js';

const LINK = /https:\/\/[^\s<>"'`，。；：！？、（）《》「」【】]+/g;
const TRAILING = /[.,;:!?)\]}]+$/;

/** Plain text whose https addresses can be followed; no other scheme ever becomes a link. @param {string} text */
export function linkified(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const url = match[0].replace(TRAILING, '');
    if (!parsed(url)) continue;
    out.append(text.slice(from, match.index), link(url, url));
    from = match.index + url.length;
  }
  out.append(text.slice(from));
  return out;
}

/** @param {string} href @param {...import('./dom.js').Child} children */
export function link(href, ...children) {
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

/** Paragraphs, `- ` lists and **bold**: as much Markdown as the steps of a guide use. @param {string} source */
export function rich(source) {
  const out = document.createDocumentFragment();
  for (const block of source.trim().split(/\n\s*\n/)) {
    for (const lines of runs(block.split('\n'))) out.append(isPoint(lines[0]) ? list(lines) : paragraph(lines.join('\n')));
  }
  return out;
}

/** @param {string | undefined} line */
const isPoint = (line) => /^\s*[-*] /.test(line ?? '');

/** Neighbouring lines of the same sort. @param {string[]} lines */
function runs(lines) {
  /** @type {string[][]} */
  const out = [];
  for (const line of lines) {
    const last = out.at(-1);
    if (last && isPoint(last[0]) === isPoint(line)) last.push(line);
    else out.push([line]);
  }
  return out;
}

/** @param {string[]} lines */
function list(lines) {
  return h('ul', {}, ...lines.map((line) => h('li', {}, inline(line.replace(/^\s*[-*] /, '')))));
}

/** @param {string} text */
const paragraph = (text) => h('p', {}, inline(text));

/** @param {string} text */
function inline(text) {
  const out = document.createDocumentFragment();
  text.split(/\*\*(.+?)\*\*/).forEach((part, i) => out.append(i % 2 ? h('strong', {}, linkified(part)) : linkified(part)));
  return out;
}
