export { useNames } from "@/data/names";
