namespace HybridBpo.EndToEnd.Tests;

/// <summary>One screen in its four dresses: 1440 and 360 px, light and dark.</summary>
public static class Screens
{
    /// <summary>Width, dark, and the name of the dress.</summary>
    public static IReadOnlyList<(int Width, bool Dark, string Dress)> Dresses { get; } =
        [(1440, false, "light"), (1440, true, "dark"), (360, true, "phone-dark"), (360, false, "phone")];

    /// <summary>Opens the path as <see cref="CheckAsync(StaffPage, string, string, Func{StaffPage, Task}?)"/> does.</summary>
    /// <param name="demo">The host.</param>
    /// <param name="person">Who looks; null for a stranger.</param>
    /// <param name="path">The screen.</param>
    /// <param name="name">Name of the pictures.</param>
    /// <param name="prepare">What to do before looking, such as opening a drawer.</param>
    public static async Task CheckAsync(DemoHost demo, string? person, string path, string name, Func<StaffPage, Task>? prepare = null)
    {
        await using var page = person is null ? await demo.OpenAsStrangerAsync() : await demo.OpenAsync(person);
        await CheckAsync(page, path, name, prepare);
    }

    /// <summary>
    /// Opens the path once wide and light, and once narrow and dark, as if it were the first time; there each time checks policy, accessibility and
    /// width, changes light and dark, and checks again. Writes <c>NAME-light</c>, <c>-dark</c>, <c>-phone</c>, <c>-phone-dark</c>.
    /// </summary>
    internal static async Task CheckAsync(StaffPage page, string path, string name, Func<StaffPage, Task>? prepare = null)
    {
        foreach (var width in Dresses.GroupBy(d => d.Width))
        {
            await page.DressAsync(width.Key, width.First().Dark);
            await page.GoAsync(path);
            if (prepare is not null) await prepare(page);
            await page.LookInAsync(name, [.. width.Select(d => d.Dress)]);
        }
    }
}
