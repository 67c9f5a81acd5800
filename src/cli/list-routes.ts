import type { RouteConfig } from "../config/config.ts";
import { describePolicy } from "../server/routes/route-policy.ts";
import { methodsOf } from "../server/routes/service-routes.ts";

/** The routes as a table: methods and path, where they lead, and what they demand, where the gateway's own door has that mode. */
export function listRoutes(routes: readonly RouteConfig[], mode: "optional" | "required" = "optional"): string {
  const rows = routes.flatMap((route) => {
    const policy = describePolicy(mode === "required" ? { ...route, public: false } : route);
    if (route.kind === "operation") return [["GET,HEAD", route.path, `operation ${route.operation}`, policy]];
    return Object.entries(route.paths).map(([from, to]) => [
      methodsOf(route).join(","),
      from,
      `${route.service} ${to}${describeConditions(route)}`,
      policy,
    ]);
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`).join("");
}

function describeConditions({ when, endpoints }: Extract<RouteConfig, { kind: "service" }>): string {
  const conditions = [
    ...Object.entries(when?.headers ?? {}).map(([name, value]) => `${name.toLowerCase()}: ${value}`),
    ...(when?.contentTypes === undefined ? [] : [when.contentTypes.join(" or ")]),
  ];
  return `${endpoints === undefined ? "" : " elsewhere"}${conditions.length === 0 ? "" : ` if ${conditions.join(" and ")}`}`;
}
