/** Methods by llhttp's numbers. */

const HTTP = [
  ...['DELETE', 'GET', 'HEAD', 'POST', 'PUT', 'CONNECT', 'OPTIONS', 'TRACE', 'COPY', 'LOCK', 'MKCOL', 'MOVE'],
  ...['PROPFIND', 'PROPPATCH', 'SEARCH', 'UNLOCK', 'BIND', 'REBIND', 'UNBIND', 'ACL', 'REPORT', 'MKACTIVITY'],
  ...['CHECKOUT', 'MERGE', 'M-SEARCH', 'NOTIFY', 'SUBSCRIBE', 'UNSUBSCRIBE', 'PATCH', 'PURGE', 'MKCALENDAR'],
  ...['LINK', 'UNLINK', 'SOURCE'],
];

const RTSP = [
  ...['DESCRIBE', 'ANNOUNCE', 'SETUP', 'PLAY', 'PAUSE', 'TEARDOWN', 'GET_PARAMETER', 'SET_PARAMETER'],
  ...['REDIRECT', 'RECORD', 'FLUSH'],
];

/** What `http.METHODS` is made of. */
export const methods: readonly string[] = [...HTTP, 'QUERY'];

/** Index = the number that the parser reports. */
export const allMethods: readonly string[] = [...HTTP, 'PRI', ...RTSP, 'QUERY'];
