global using HybridBpo.Platform;
