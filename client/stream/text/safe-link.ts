/** Which hyperlinks (OSC 8) are let through to the terminal. */

/** What opens a page or writes a mail; never what runs a program or reads a file (file:, javascript:, ssh:). */
const SCHEME = /^(?:https?|mailto|ftps?|gopher|gemini):/i;

/** URIs are printable ASCII (RFC 3986); anything else could end the sequence it is drawn with. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** The URI if it may be a link, else "". */
export function safeLink(uri: string): string {
  return SCHEME.test(uri) && PRINTABLE.test(uri) ? uri : '';
}
