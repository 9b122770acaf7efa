/** Encodes by RFC 3986, which keeps fewer characters than JavaScript does: only letters, digits and `-._~`. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
