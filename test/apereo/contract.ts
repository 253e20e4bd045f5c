/** The contract on the real Apereo CAS: run by `check.ts`, never by the ordinary suites. */
import { casContract } from "../contracts/cas.ts";
import { casServices, noor, zoe } from "../contracts/cas-world.ts";
import { startApereo } from "./start.ts";

casContract("Apereo 6.6.12", () => startApereo({ people: [zoe, noor], services: casServices }));
