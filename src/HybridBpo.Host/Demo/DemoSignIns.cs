using System.Text.Json;

namespace HybridBpo.Host.Demo;

/// <summary>A person of the demo with the generated secrets, which the demo prints at every start.</summary>
/// <param name="Name">To sign in with.</param>
/// <param name="Password">Generated on the first start.</param>
/// <param name="SecondFactorKey">Base32 key of the second factor, for roles that need one.</param>
internal sealed record DemoSignIn(string Name, string Password, string? SecondFactorKey);

/// <summary>The file that only its owner reads, in the data folder. It exists only where the demo was started.</summary>
internal static class DemoSignIns
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static IReadOnlyList<DemoSignIn> Read(IConfiguration configuration) =>
        File.Exists(PathOf(configuration)) ? JsonSerializer.Deserialize<List<DemoSignIn>>(File.ReadAllText(PathOf(configuration)), Json) ?? [] : [];

    public static void Write(IConfiguration configuration, IReadOnlyList<DemoSignIn> signIns)
    {
        var path = PathOf(configuration);
        var half = path + ".new";
        File.Delete(half);
        using (var file = new FileStream(half, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(file, signIns, Json);
        }
        File.Move(half, path, overwrite: true);
    }

    private static string PathOf(IConfiguration configuration) =>
        Path.Combine(DataFolder.Private(DataFolder.Find(configuration), "demo"), "sign-ins.json");
}
