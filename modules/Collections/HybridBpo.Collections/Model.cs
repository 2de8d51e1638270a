namespace HybridBpo.Collections;

/// <summary>One version of a risk model of a client, from training to its end.</summary>
internal sealed class Model
{
    public Guid Id { get; private set; }

    public long Version { get; private set; }

    public string State { get; private set; } = "trained";

    public string TrainedBy { get; private set; } = "";

    public string? AskedBy { get; private set; }

    public Guid? CaseId { get; private set; }

    public IReadOnlyList<string> Columns { get; private set; } = [];

    public static Guid IdOf(string client, string name, int version) => Ids.For(client, "model", $"{name}/{version}");

    public static Model Create(ModelTrained e) => new() { TrainedBy = e.TrainedBy, Columns = e.Columns };

    public void Apply(GoLiveAsked e) => (State, AskedBy, CaseId) = ("asked", e.AskedBy, e.CaseId);

    public void Apply(ModelPromoted e) => State = "live";

    public void Apply(GoLiveRefused e) => State = "refused";

    public void Apply(ModelRetired e) => State = "retired";
}
