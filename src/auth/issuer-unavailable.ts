/** Whoever can tell whether a token is good cannot be asked now. */
export class IssuerUnavailable extends Error {
  override readonly name = "IssuerUnavailable";
}
