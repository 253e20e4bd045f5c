/** Figures as a table for people and as JSON for machines. */
import type { Figure } from "./figure.ts";
import type { Machine } from "./machine.ts";

export interface BenchReport {
  readonly name: string;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

/** Stable shape; numbers to three digits after the point. */
export function renderJson({ name, machine, figures }: BenchReport): string {
  const rounded = figures.map((figure) => ({
    name: figure.name,
    unit: figure.unit,
    value: toThousandths(figure.value),
    floor: toThousandths(figure.floor),
    ratio: toThousandths(figure.ratio),
    goal: figure.goal,
    holds: figure.holds,
  }));
  return `${JSON.stringify({ name, machine, figures: rounded }, null, 2)}\n`;
}

function toThousandths(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}

const head = ["", "value", "floor", "ratio", "goal", "holds"];

export function renderTable(figures: readonly Figure[]): string {
  const rows = [head, ...figures.map(toCells)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function toCells({ name, unit, value, floor, ratio, goal, holds }: Figure): string[] {
  const inUnit = (number: number | null) => (number === null ? "" : `${short(number)} ${unit}`);
  return [
    name,
    inUnit(value),
    inUnit(floor),
    ratio === null ? "" : ratio.toFixed(2),
    goal ?? "",
    holds === null ? "" : holds ? "yes" : "NO",
  ];
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(Math.round(value * 100) / 100);
}

/** Names and goals to the left, numbers to the right. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 || column >= 4 ? cell.padEnd(width) : cell.padStart(width);
}
