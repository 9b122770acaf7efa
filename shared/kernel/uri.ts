/** RFC 3986, which leaves fewer characters as they are than JavaScript does: letters, digits and `-._~`. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
