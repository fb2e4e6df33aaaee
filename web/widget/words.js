// @ts-check
/** @import { Locale, Word } from './types.js' */

/** Each language by its own name: who cannot read the others finds it. @type {[Locale, string][]} */
export const LANGUAGES = [['zh-CN', '简体中文'], ['zh-TW', '繁體中文'], ['en', 'English']];

/** All that the widget itself says, in the order of LANGUAGES. */
export const WORDS = {
  title: ['OKPAY 客服', 'OKPAY 客服', 'OKPAY Support'],
  bot: ['智能助手', '智慧助理', 'Assistant'],
  queued: ['排队中', '排隊中', 'In the queue'],
  named: ['客服 {}', '客服 {}', 'Agent {}'],
  closed: ['对话已结束', '對話已結束', 'Conversation ended'],
  open: ['打开客服对话', '開啟客服對話', 'Open the support chat'],
  unread: ['{} 条未读消息', '{} 則未讀訊息', '{} unread'],
  close: ['关闭', '關閉', 'Close'],
  menu: ['更多选项', '更多選項', 'More options'],
  erase: ['删除这段对话', '刪除這段對話', 'Erase this conversation'],
  sure: ['所有消息都会删除，无法恢复。', '所有訊息都會刪除，無法復原。', 'All messages will be gone for good.'],
  yes: ['确认删除', '確認刪除', 'Yes, erase'],
  erased: ['对话已删除', '對話已刪除', 'Conversation erased'],
  you: ['您', '您', 'You'],
  hello: [
    '您好，我是 OKPAY 智能助手。\n请说说遇到的问题，或者选一项：',
    '您好，我是 OKPAY 智慧助理。\n請說說遇到的問題，或選擇一項：',
    'Hello, I am the OKPAY assistant.\nTell me what went wrong, or pick a topic:',
  ],
  topics: [
    '登录不上|充值未到账|提现失败|付款失败|账户被锁|联系人工',
    '無法登入|儲值未入帳|提領失敗|付款失敗|帳戶被鎖|聯絡真人客服',
    'I cannot log in|Top-up has not arrived|Withdrawal failed|Payment failed|Account locked|Talk to a person',
  ],
  write: ['输入消息', '輸入訊息', 'Write a message'],
  send: ['发送', '傳送', 'Send'],
  sending: ['发送中…', '傳送中…', 'Sending…'],
  edit: ['修改后重发', '修改後重新傳送', 'Edit and send again'],
  offline: ['网络不通，您的消息已保存。', '網路不通，您的訊息已儲存。', 'No connection. Your messages are kept.'],
  step: ['第 {} 步，共 {} 步', '第 {} 步，共 {} 步', 'Step {} of {}'],
  found: ['这些说明可能有帮助：', '這些說明可能有幫助：', 'These guides may help:'],
  waiting: ['正在转接人工客服', '正在轉接真人客服', 'Connecting you to a person'],
  position: ['您排在第 {} 位', '您排在第 {} 位', 'You are number {} in the queue'],
  minutes: ['预计等待约 {} 分钟', '預計等候約 {} 分鐘', 'About {} min to wait'],
  joined: ['客服 {} 已接入', '客服 {} 已接入', 'Agent {} has joined'],
  away: ['现在不在人工服务时间', '現在不是真人客服的服務時間', 'Our agents are away at the moment'],
  ticket: ['工单号', '案件編號', 'Ticket number'],
  copy: ['复制', '複製', 'Copy'],
  copied: ['已复制', '已複製', 'Copied'],
  skip: ['跳过', '略過', 'Skip'],
  rated: ['谢谢您的评价。', '感謝您的評分。', 'Thank you for your rating.'],
  again: ['没有成功，请再试一次。', '沒有成功，請再試一次。', 'That did not work. Please try again.'],
  lost: ['之前的对话已失效。', '先前的對話已失效。', 'The earlier conversation has expired.'],
  speak: ['请用简体中文', '請用繁體中文', 'Please use English'],
};

/** @param {Locale} locale @param {Word} word @param {...(string | number)} values each in the place of a {} */
export function say(locale, word, ...values) {
  const words = WORDS[word][LANGUAGES.findIndex(([name]) => name === locale)] ?? '';
  return words.replaceAll('{}', () => `${values.shift()}`);
}

/** The nearest of our languages. @param {string} tag @returns {Locale} */
export const nearest = (tag) => (!/^zh/i.test(tag) ? 'en' : /hant|tw|hk|mo/i.test(tag) ? 'zh-TW' : 'zh-CN');
