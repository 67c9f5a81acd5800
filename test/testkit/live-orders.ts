import { onTestFinished } from "vitest";
import type { ServiceConfig } from "../../src/index.ts";
import { startFakeService, type FakeService } from "./fake-service.ts";
import { startStreamingService, type StreamingService } from "./streaming-service.ts";
import { startTestGateway, type TestConfig, type TestGateway } from "./test-gateway.ts";

const ORDERS = /* GraphQL */ `
  type Query {
    order(id: ID!): Order
  }
  type Mutation {
    rename(id: ID!, name: String!): Order
  }
  type Subscription {
    orderChanged(id: ID!): Order
    ordersOf(customerId: ID!): [Order!]
    secretChanged: Secret
  }
  type Order @canonical {
    id: ID!
    status: String!
    customer: User
  }
  type Secret @auth {
    word: String!
  }
  type User {
    id: ID!
  }
`;

const USERS = /* GraphQL */ `
  type Query {
    usersByIds(ids: [ID!]!): [User]! @merge(keyField: "id") @inaccessible
  }
  type User @canonical {
    id: ID!
    name: String!
  }
`;

export interface LiveOrders extends TestGateway {
  readonly orders: StreamingService;
  readonly users: FakeService;
  /** What `/metrics` says of open subscriptions: upstream ones and clients'. */
  openSubscriptions(): Promise<{ upstream: number; clients: number }>;
}

/** A gateway over a service of orders with events, and one of users that events are enriched from. */
export async function startLiveOrders(
  orderOptions: Partial<ServiceConfig> = {},
  config: TestConfig = {},
): Promise<LiveOrders> {
  const orders = await startStreamingService(ORDERS, {
    Query: { order: (_source: unknown, { id }: { id: string }) => ({ id, status: "PAID", customer: { id: "1" } }) },
    Mutation: { rename: (_source: unknown, { id, name }: { id: string; name: string }) => ({ id, status: name }) },
  });
  const users = await startFakeService(USERS, {
    Query: {
      usersByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id, name: `User ${id}` })),
    },
  });
  onTestFinished(() => users.close());
  const gateway = await startTestGateway({ orders: { ...orders, ...orderOptions }, users }, config);
  return {
    ...gateway,
    orders,
    users,
    async openSubscriptions() {
      const text = await (await fetch(`${gateway.url}/metrics`)).text();
      const sum = (name: string) =>
        [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, "gm"))].reduce(
          (total, [, value]) => total + Number(value),
          0,
        );
      return { upstream: sum("selvage_upstream_subscriptions"), clients: sum("selvage_client_subscriptions") };
    },
  };
}
