using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Browser;

/// <summary>Debian's Chromium without a window, inside a network namespace, showing one of the pages beside this file.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class ChromiumBrowser : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";

    // Nothing may call home: the machine may have no network, and a test talks to nobody but its own programs.
    private static readonly string[] Arguments =
    [
        "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    // As for a page that may use the camera.
    private const string ShowAddresses = "--disable-features=WebRtcHideLocalIpsWithMdns";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;
    private readonly string _wrapper;

    private ChromiumBrowser(IPlaywright playwright, IBrowser browser, IPage page, string wrapper)
    {
        _playwright = playwright;
        _browser = browser;
        _page = page;
        _wrapper = wrapper;
    }

    /// <param name="space">Where it runs.</param>
    /// <param name="file">The page.</param>
    /// <param name="hidesAddresses">Whether candidates have <c>.local</c> names instead of addresses, as Chromium does by default.</param>
    public static Task<ChromiumBrowser> LaunchOrIgnoreAsync(NetworkNamespace space, string file, bool hidesAddresses = false) =>
        LaunchAsync(space.Name, file, hidesAddresses ? [] : [ShowAddresses]);

    /// <param name="space">The name of the namespace.</param>
    /// <param name="file">The page.</param>
    /// <param name="arguments">More of the browser's command line.</param>
    public static Task<ChromiumBrowser> LaunchOrIgnoreAsync(string space, string file, params string[] arguments) =>
        LaunchAsync(space, file, [ShowAddresses, .. arguments]);

    private static async Task<ChromiumBrowser> LaunchAsync(string space, string file, string[] arguments)
    {
        if (!File.Exists(Executable)) Assert.Ignore($"No {Executable}: install Debian's package chromium.");
        // Playwright starts one executable: a script that enters the namespace first.
        string wrapper = Path.Combine(Path.GetTempPath(), $"p2pnet-chromium-{Environment.ProcessId}-{space}.sh");
        await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\nexec ip netns exec {space} {Executable} \"$@\"\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = wrapper, Args = [.. Arguments, .. arguments], ChromiumSandbox = false });
        var page = await browser.NewPageAsync();
        page.Console += (_, message) => TestContext.Out.WriteLine("browser: " + message.Text);
        page.PageError += (_, error) => TestContext.Out.WriteLine("browser: " + error);
        await page.SetContentAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Tests", "Integration~", "Browser", file)));
        return new ChromiumBrowser(playwright, browser, page, wrapper);
    }

    /// <summary>The first argument of the page's first call of a function that the test provides; the task within waits for it.</summary>
    public async Task<Task<string>> OnceAsync(string function)
    {
        var called = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await ExposeAsync(function, argument => called.TrySetResult(argument));
        return called.Task;
    }

    /// <summary>Lets the page call the test.</summary>
    public Task ExposeAsync(string function, Action<string> action) => _page.ExposeFunctionAsync(function, action);

    /// <summary>Runs the page's play(options) to its end.</summary>
    public Task<JsonElement> PlayAsync(object options) => EvaluateAsync("options => play(options)", options);

    /// <summary>Runs a script that returns nothing.</summary>
    public Task RunAsync(string script, object? argument) => _page.EvaluateAsync(script, argument);

    public async Task<JsonElement> EvaluateAsync(string script, object? argument) =>
        (await _page.EvaluateAsync(script, argument)) ?? throw new InvalidOperationException("The page returned nothing.");

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        File.Delete(_wrapper);
    }
}
