/** Every word the window itself says. Add a language by adding a key; what it lacks is said in English. */
const english = {
  heading: 'Help',
  launcher: 'Help',
  open: (heading, unread) =>
    unread ? `Open ${heading}, ${count(unread, 'new message', 'new messages')}` : `Open ${heading}`,
  news: (unread) => `${count(unread, 'new message', 'new messages')} in the chat`,
  close: 'Close the chat',
  automated: 'Automated assistant',
  signedIn: (name) => `Signed in as ${name}`,
  log: 'Conversation',
  typing: 'The assistant is typing',
  you: 'You said',
  assistant: 'Assistant said',
  person: 'Adviser said',
  adviser: 'Adviser',
  field: 'Your message',
  placeholder: 'Type your message',
  send: 'Send',
  left: (n) => `${count(n, 'character', 'characters')} left`,
  over: (n) => `${count(n, 'character', 'characters')} too many`,
  sending: 'Sending',
  failed: 'Not sent',
  retry: 'Retry',
  remove: 'Remove',
  choices: 'Suggested answers',
  step: (number, of) => (of ? `Step ${number} of ${of}` : `Step ${number}`),
  minutes: (n) => `about ${count(n, 'minute', 'minutes')}`,
  newTab: '(opens in a new tab)',
  latest: 'New messages',
  below: 'More below',
  today: 'Today',
  yesterday: 'Yesterday',
  offline: 'No connection. We keep trying, and what you send is kept until it gets through.',
  slow: 'One moment. Your message will be sent shortly.',
  oldButton: 'That choice is no longer open. Please answer the latest message.',
  refused: 'That message could not be sent. Please change it and try again.',
};

const languages = { en: english };

const rightToLeft = ['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi'];

function count(n, one, many) {
  return `${n} ${n === 1 ? one : many}`;
}

function primary(tag) {
  return (tag || '').toLowerCase().split('-')[0];
}

/** The words for a language tag and the tag they are written in. */
export function wordsFor(tag) {
  const found = languages[primary(tag)];
  return { words: { ...english, ...found }, lang: found ? tag : 'en' };
}

/** `rtl` or `ltr` for a language tag. */
export function directionOf(tag) {
  return rightToLeft.includes(primary(tag)) ? 'rtl' : 'ltr';
}
