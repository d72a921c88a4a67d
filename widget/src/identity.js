/** Who the operator's site says is signed in. */

/** The customer a signed token names, or null. Read to notice a change of customer; the server verifies. */
export function subjectOf(token) {
  try {
    const part = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)).sub ?? null;
  } catch {
    return null;
  }
}

/**
 * Ask the operator's site: `{token, sub}`, null for nobody, undefined when it cannot be known now.
 * The address must be of the page's own origin, because the customer's cookies go with the question.
 */
export async function askIdentity(address) {
  if (!address) return null;
  try {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) throw new Error(`${url.origin} is not this page's origin`);
    const response = await fetch(url, {
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { Accept: 'application/json' },
    });
    if ([204, 401, 403].includes(response.status)) return null;
    if (!response.ok) return undefined;
    const { token } = await response.json();
    return token ? { token, sub: subjectOf(token) } : null;
  } catch (error) {
    console.warn('mend-chat: data-identity did not answer.', error);
    return undefined;
  }
}
