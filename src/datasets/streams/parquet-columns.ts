import type { SchemaElement } from "hyparquet";

/** What a column holds. `json` is any value, kept as text that readers know to be JSON. Every value may be absent. */
export type ParquetColumn =
  | "text"
  | "json"
  | "integer"
  | { list: ParquetColumn }
  | { fields: Record<string, ParquetColumn> };
export type ParquetColumns = Record<string, ParquetColumn>;

export function parquetSchema(columns: ParquetColumns): SchemaElement[] {
  return [{ name: "root", num_children: Object.keys(columns).length }, ...elementsOf(columns)];
}

function elementsOf(columns: ParquetColumns): SchemaElement[] {
  return Object.entries(columns).flatMap(([name, column]) => elementOf(name, column));
}

function elementOf(name: string, column: ParquetColumn): SchemaElement[] {
  const optional = { name, repetition_type: "OPTIONAL" } as const;
  if (column === "text") return [{ ...optional, type: "BYTE_ARRAY", converted_type: "UTF8" }];
  if (column === "json") return [{ ...optional, type: "BYTE_ARRAY", converted_type: "JSON" }];
  if (column === "integer") return [{ ...optional, type: "INT32" }];
  if ("fields" in column) {
    return [{ ...optional, num_children: Object.keys(column.fields).length }, ...elementsOf(column.fields)];
  }
  return [
    { ...optional, converted_type: "LIST", num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    ...elementOf("element", column.list),
  ];
}
