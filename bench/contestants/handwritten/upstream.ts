import { Pool } from "undici";

const CONNECTIONS = 64;
const TIMEOUT_MS = 3_000;
const HEADERS = ["content-type", "application/json", "accept", "application/json"];

/** Sends one body and gives the `data` of the answer, parsed. Rejected after the time limit, and for any status but 200. */
export type Upstream = <Data>(body: string) => Promise<Data>;

/** A service at `SERVICE_SERVICE_URL`, over a pool of kept connections. */
export function openUpstream(service: string): Upstream {
  const url = new URL(process.env[`${service.toUpperCase()}_SERVICE_URL`] ?? "");
  const pool = new Pool(url.origin, { connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
  const path = url.pathname;

  return <Data>(body: string) =>
    new Promise<Data>((resolve, reject) => {
      let abort: ((reason: Error) => void) | undefined;
      const timer = setTimeout(() => {
        const reason = new Error(`The ${service} service did not answer in time.`);
        abort?.(reason);
        reject(reason);
      }, TIMEOUT_MS);
      let first: Buffer | undefined;
      let rest: Buffer[] | undefined;
      let isFine = false;
      pool.dispatch(
        { path, method: "POST", headers: HEADERS, body },
        {
          onRequestStart(controller) {
            abort = (reason) => controller.abort(reason);
          },
          onResponseStart(_controller, status) {
            isFine = status === 200;
          },
          onResponseData(_controller, chunk) {
            if (first === undefined) first = chunk;
            else (rest ??= [first]).push(chunk);
          },
          onResponseEnd() {
            clearTimeout(timer);
            try {
              if (!isFine || first === undefined) throw new Error(`The ${service} service is not well.`);
              const bytes = rest === undefined ? first : Buffer.concat(rest);
              resolve((JSON.parse(bytes.toString()) as { data: Data }).data);
            } catch (error) {
              reject(error);
            }
          },
          onResponseError(_controller, error) {
            clearTimeout(timer);
            reject(error);
          },
        },
      );
    });
}

/** A query whose text is serialised once; what remains to be given is the JSON of each variable. */
export function prepare(query: string, ...variables: string[]): (...json: string[]) => string {
  const [first = "", ...others] = variables;
  const before = `{"query":${JSON.stringify(query.replaceAll(/\s+/g, " "))},"variables":{"${first}":`;
  if (others.length === 0) return (json) => `${before}${json}}}`;
  const between = others.map((name) => `,"${name}":`);
  return (json, ...more) => `${before}${json}${more.map((value, place) => between[place] + value).join("")}}}`;
}

/** For a part of an answer that may be missing. */
export function orNull(): null {
  return null;
}
