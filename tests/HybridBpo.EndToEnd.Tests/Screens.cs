namespace HybridBpo.EndToEnd.Tests;

/// <summary>One screen in its four dresses: 1440 and 360 px, light and dark.</summary>
public static class Screens
{
    /// <summary>Width, dark, and the name of the dress.</summary>
    public static IReadOnlyList<(int Width, bool Dark, string Dress)> Dresses { get; } =
        [(1440, false, "light"), (1440, true, "dark"), (360, false, "phone"), (360, true, "phone-dark")];

    /// <summary>
    /// Opens the path in each dress, checks policy, accessibility and width, and writes <c>NAME-light</c>, <c>-dark</c>, <c>-phone</c>,
    /// <c>-phone-dark</c>.
    /// </summary>
    /// <param name="demo">The host.</param>
    /// <param name="person">Who looks; null for a stranger.</param>
    /// <param name="path">The screen.</param>
    /// <param name="name">Name of the pictures.</param>
    /// <param name="prepare">What to do before looking, such as opening a drawer.</param>
    public static async Task CheckAsync(DemoHost demo, string? person, string path, string name, Func<StaffPage, Task>? prepare = null)
    {
        foreach (var (width, dark, dress) in Dresses)
        {
            await using var page = person is null ? await demo.OpenAsStrangerAsync(width, dark) : await demo.OpenAsync(person, width, dark);
            await page.GoAsync(path);
            if (prepare is not null) await prepare(page);
            await page.LookAsync($"{name}-{dress}");
        }
    }
}
