// @ts-check

/** @type {[Locale, string][]} */
export const LANGUAGES = [['zh-CN', '简体中文'], ['zh-TW', '繁體中文'], ['en', 'English']];

export const WORDS = {
  title: ['OKPAY 客服', 'OKPAY 客服', 'OKPAY Support'],
  bot: ['智能助手', '智慧助理', 'Assistant'],
  queued: ['排队中', '排隊中', 'In the queue'],
  agent: ['客服 {}', '客服 {}', 'Agent {}'],
  closed: ['对话已结束', '對話已結束', 'Ended'],
  open: ['打开客服对话', '開啟客服對話', 'Open support chat'],
  unread: ['{} 条未读消息', '{} 則未讀訊息', '{} unread'],
  close: ['关闭', '關閉', 'Close'],
  menu: ['更多选项', '更多選項', 'More options'],
  erase: ['删除这段对话', '刪除這段對話', 'Erase this conversation'],
  sure: ['删除后无法恢复。', '刪除後無法復原。', 'This cannot be undone.'],
  yes: ['确认删除', '確認刪除', 'Yes, erase'],
  customer: ['您', '您', 'You'],
  hello: ['您好，请说说遇到的问题，或选一项：', '您好，請說說遇到的問題，或選一項：', 'Hello! Tell me what went wrong, or pick a topic:'],
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
  position: ['您排在第 {} 位', '您排在第 {} 位', 'You are number {}'],
  minutes: ['预计等待约 {} 分钟', '預計等候約 {} 分鐘', 'About {} min to wait'],
  away: ['现在不在人工服务时间', '現在不在真人服務時間', 'Our agents are away'],
  ticket: ['工单号', '案件編號', 'Ticket number'],
  copy: ['复制', '複製', 'Copy'],
  copied: ['已复制', '已複製', 'Copied'],
  skip: ['跳过', '略過', 'Skip'],
  again: ['没有成功，请重试。', '沒有成功，請重試。', 'That failed. Please try again.'],
  lost: ['之前的对话已失效。', '先前的對話已失效。', 'The earlier conversation has expired.'],
  speak: ['请用简体中文', '請用繁體中文', 'Please use English'],
};

/** @type {Say} */
export const say = (locale, word, ...values) => {
  const words = WORDS[word]?.[LANGUAGES.findIndex(([name]) => name === locale)] ?? '';
  return words.replaceAll('{}', () => `${values.shift()}`);
};

/** @returns {Locale} */
export const nearest = (tag = '') => (!/^zh/i.test(tag) ? 'en' : /hant|tw|hk|mo/i.test(tag) ? 'zh-TW' : 'zh-CN');
