import { expect, it } from "vitest";
import { Attachments } from "../../src/util/attachments.ts";

it("keeps one value beside an object, unseen, and none beside its copy", () => {
  const names = new Attachments<object, string>();
  const others = new Attachments<object, string>();
  const owner = { id: 1 };
  expect(names.get(owner)).toBeUndefined();
  names.set(owner, "first");
  names.set(owner, "second");
  expect(names.get(owner)).toBe("second");
  expect(others.get(owner)).toBeUndefined();
  expect(names.get({ ...owner })).toBeUndefined();
  expect(JSON.stringify(owner)).toBe('{"id":1}');
});
