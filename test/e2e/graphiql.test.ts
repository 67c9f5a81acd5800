import { describe, expect, it, vi } from "vitest";
import { findChromium, startChromium } from "../testkit/chromium.ts";
import { CUSTOMER, useStore } from "../testkit/store.ts";

const executable = findChromium();
const store = useStore();

describe.skipIf(executable === undefined)("GraphiQL in a real browser", () => {
  it("loads the graph, runs a query, and asks nothing of any other host", async () => {
    const browser = await startChromium(executable ?? "");
    const page = await browser.newPage();
    const foreign: string[] = [];
    const problems: string[] = [];
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== store.url)
        foreign.push(request.url());
    });
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text());
    });
    const introspected = page.waitForResponse(
      (response) => response.request().method() === "POST" && response.url().startsWith(`${store.url}/graphql`),
    );
    await page.goto(`${store.url}/graphql`);
    expect(await (await introspected).json()).toHaveProperty("data.__schema");

    await page.locator('[aria-label="Show Documentation Explorer"]').click();
    await page.getByText("orderDetail").first().waitFor();

    await page.locator(".graphiql-execute-button").click();
    await page.locator(".result-window").getByText("productPage").waitFor();
    const result = await page.locator(".result-window").innerText();
    expect(result).toContain('"averageRating"');
    expect(result).not.toContain("errors");
    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
  }, 60_000);

  it("subscribes, and shows each event", async () => {
    const placed = await store.askText(
      `mutation { placeOrder(input: { items: [{ productId: "product-1", quantity: 1 }] }) { id } }`,
      CUSTOMER,
    );
    const { id } = (placed.data as { placeOrder: { id: string } }).placeOrder;
    const browser = await startChromium(executable ?? "");
    const page = await browser.newPage();
    const search = new URLSearchParams({
      query: `subscription { orderStatusChanged(orderId: "${id}") { id status customer { name } } }`,
    });
    await page.setExtraHTTPHeaders({ authorization: `Bearer ${await store.token(CUSTOMER)}` });
    await page.goto(`${store.url}/graphql?${search}`);
    await page.locator(".graphiql-execute-button").click();
    await vi.waitFor(async () => expect(await store.openSubscriptions("order")).toBe(1), { timeout: 20_000 });
    await store.askText(`mutation { cancelOrder(id: "${id}") { id } }`, CUSTOMER);
    await page.locator(".result-window").getByText("CANCELLED").waitFor();
    await page.locator(".graphiql-execute-button").click();
    await vi.waitFor(async () => expect(await store.openSubscriptions("order")).toBe(0), { timeout: 20_000 });
  }, 60_000);
});
