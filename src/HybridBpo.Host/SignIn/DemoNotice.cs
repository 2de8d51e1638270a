namespace HybridBpo.Host.SignIn;

/// <summary>Tells pages whether this host runs the demo, which explains itself where a real one keeps quiet.</summary>
/// <param name="On">True when started as the demo.</param>
public sealed record DemoNotice(bool On);
