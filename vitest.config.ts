import { defineConfig } from "vitest/config";

/** unit: pure and fakes, parallel. integration: real servers, one file at a time. long: whole machines. endurance: months of life. */
export default defineConfig({
  test: {
    // Vitest's default leaves one processor of two idle.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["test/integration/**", "test/long/**", "test/endurance/**", "node_modules/**"],
          // An embedded database starts in two seconds on an idle machine, and in twenty on a busy one.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "long",
          include: ["test/long/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        test: {
          name: "endurance",
          include: ["test/endurance/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
        },
      },
    ],
  },
});
