using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

internal static class ModelInputs
{
    /// <summary>Reads exactly the model's columns from a file, each as the kind it was trained on.</summary>
    public static CsvPlan Plan(Schema schema)
    {
        var only = schema.Features.ToDictionary(f => f.Name, f => f.IsCategory && !f.TakesCodes, StringComparer.Ordinal);
        return new CsvPlan { Only = only, Needed = only.Keys };
    }
}
