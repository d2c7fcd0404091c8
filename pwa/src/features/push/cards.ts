export { InstallCard } from "./install-card";
export { SoftAsk } from "./soft-ask";
