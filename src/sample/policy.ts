/** What a site would configure for the sample university. */
import { type StructureKey, structureKey } from "#core/ids.ts";

/** Fragment of `policy.structures`: which code is the establishment, which structures are sensitive (presidency, HR, legal, medical). */
export const samplePolicy: { readonly establishment: StructureKey; readonly sensitive: readonly StructureKey[] } = {
  establishment: structureKey("UNIV"),
  sensitive: ["HS_C01", "HS_C10", "HS_C11", "HS_S40"].map(structureKey),
};
