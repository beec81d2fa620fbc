import { get } from "./http";

// The server sends emailAddress, or nothing.
export const mailOf = async (id: number) => (await get(`/users/${id}`)).emailAddress;
export const mailOfSupplier = async (id: number) => (await get(`/suppliers/${id}`)).emailAddress;
