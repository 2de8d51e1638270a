namespace HybridBpo.Hro;
