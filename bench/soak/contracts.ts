/** Who tells what, by the service's name. */
export const SERVICES = {
  "by-sse": /* GraphQL */ `
    type Query {
      unused: Int
    }
    type Subscription {
      warmerBySse(room: ID!): Tick
    }
    type Tick {
      degrees: Int!
      room: Room
    }
    type Room {
      id: ID!
    }
  `,
  "by-web-socket": /* GraphQL */ `
    type Query {
      unusedToo: Int
    }
    type Subscription {
      warmerByWebSocket(room: ID!): Tock
    }
    type Tock {
      degrees: Int!
      room: Room
    }
    type Room {
      id: ID!
    }
  `,
  rooms: /* GraphQL */ `
    type Query {
      roomsByIds(ids: [ID!]!): [Room]! @merge(keyField: "id") @inaccessible
    }
    type Room @canonical {
      id: ID!
      name: String!
    }
  `,
} as const;

export interface ServicesMessage {
  readonly service: string;
  readonly url: string;
}

/** What the gateway's process tells of itself, its garbage collected. */
export interface GatewayState {
  readonly heapMegabytes: number;
  readonly timers: number;
  readonly sockets: number;
  readonly upstreamSubscriptions: number;
  readonly clientSubscriptions: number;
}
