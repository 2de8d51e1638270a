using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HybridBpo.Inbox.Api;

/// The OpenAPI document: what stands at /api/v1/openapi.json beside what the endpoints say of themselves.
internal static class ApiDocument
{
    private const string Scheme = "apiKey", Header = "Idempotency-Key";

    private const string About = """
        Opens cases for people to decide, reads what they decided, and says before a call whether it may be made. A key is made by an administrator
        and sent as `Authorization: Bearer hbk_…`. Every POST that changes something takes an `Idempotency-Key`: repeat the same request with the same
        key as often as you like, it has one effect, and the first answer comes again for at least 24 hours. Refusals are `application/problem+json`;
        `code` is stable, `detail` says what to do.
        """;

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = endpoint => endpoint.GroupName == ApiDescription.Name;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            { Title = "HybridBpo decision inbox and contact checks", Version = "1", Description = About.ReplaceLineEndings("\n") };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "An API key, hbk_…",
                },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var scope = context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredScope>().Single().Scope;
            operation.Description = $"Needs the scope {scope}.";
            var said = context.Description.ActionDescriptor.EndpointMetadata;
            var asks = said.OfType<AsksOnly>().Any();
            Describe(operation, context.Description.HttpMethod == "POST" && !asks, asks);
            if (said.OfType<ApiExample>().FirstOrDefault() is { } example)
            {
                operation.RequestBody!.Content!["application/json"].Example = JsonNode.Parse(example.Body);
                operation.Responses!["200"].Content!["application/json"].Example = JsonNode.Parse(example.Answer);
            }

            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Require(schema, context.JsonTypeInfo.Type);
            TakeNumbersAsNumbers(schema);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiOperation operation, bool changes, bool asks)
    {
        if (changes)
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = Header,
                In = ParameterLocation.Header,
                Required = true,
                Description = "Your own, new for each request and the same when you repeat it; 1 to 200 characters.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
            });
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            response.Description = Means(status, asks);
        }

        if (ApiExamples.Bodies.TryGetValue(operation.OperationId!, out var body))
        {
            operation.RequestBody!.Content!["application/json"].Example = JsonNode.Parse(body);
        }

        if (ApiExamples.Answers.TryGetValue(operation.OperationId!, out var answer))
        {
            operation.Responses!.First(pair => pair.Key[0] == '2').Value.Content!["application/json"].Example = JsonNode.Parse(answer);
        }
    }

    private static string Means(string status, bool asks) => status switch
    {
        "200" when asks => "The answer. Nothing was changed.",
        "404" when asks => "There is no such account or person of a client of the key.",
        "422" when asks => "Something in it does not fit; detail names the member.",
        "200" or "201" => "Done, or done before under the same Idempotency-Key.",
        "400" => "The request cannot be read.",
        "401" => "The key is missing, unknown, expired or switched off.",
        "403" => "The key lacks the scope.",
        "404" => "There is no such case of a client of the key.",
        "409" => "Not possible as things stand.",
        "413" => "The body is too large.",
        "415" => "The body is not JSON.",
        "422" => "Something in it does not fit; detail names the member. Or the Idempotency-Key was used with another body.",
        "429" => "Too many wrong keys came from this address.",
        _ => status,
    };

    private static void TakeNumbersAsNumbers(OpenApiSchema schema)
    {
        if (schema.Type is { } type && type.HasFlag(JsonSchemaType.Integer))
        {
            (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
        }
    }

    // What a record's constructor asks for must be given.
    private static void Require(OpenApiSchema schema, Type type)
    {
        if (type.Namespace?.EndsWith(".Api", StringComparison.Ordinal) != true && type != typeof(ProblemJson))
        {
            return;
        }

        schema.Required = type.GetConstructors().OrderByDescending(made => made.GetParameters().Length).First().GetParameters()
            .Where(parameter => !parameter.HasDefaultValue).Select(parameter => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!)).ToHashSet();
    }
}
