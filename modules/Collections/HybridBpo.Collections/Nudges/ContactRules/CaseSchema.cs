using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>The JSON schema of a case file, made of the records that it is read into: it cannot say anything else than they do.</summary>
internal static class CaseSchema
{
    private static readonly JsonSerializerOptions Read = new(ContactCase.Options)
    { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public static string Text => Root().ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private static JsonNode Root()
    {
        var schema = Read.GetJsonSchemaAsNode(typeof(ContactCase), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                if (node is JsonObject said && context.PropertyInfo is { } field && Words(context.TypeInfo.Type, context.Path.ToArray()) is { } words)
                    said["enum"] = new JsonArray([.. words.Concat(field.IsSetNullable ? [null] : (string?[])[]).Select(w => (JsonNode?)w)]);
                return node;
            },
        }).AsObject();
        var root = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "A contact to be checked" };
        foreach (var (name, value) in schema.ToList()) root[name] = value?.DeepClone();
        return root;
    }

    private static IEnumerable<string>? Words(Type type, string[] path) => type != typeof(string) || path is [] ? null
        : CaseWords.Known.GetValueOrDefault(string.Join('.', path.Where(p => p is not ("properties" or "items"))));
}
