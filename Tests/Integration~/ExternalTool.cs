using System;
using System.IO;
using NUnit.Framework;

namespace P2PNet.IntegrationTests;

/// <summary>Finds the other implementations that tests meet.</summary>
internal static class ExternalTool
{
    /// <summary>The path of a tool on PATH; where there is none, ends the test as ignored, with the package to install.</summary>
    public static string Require(string name, string debianPackage)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path)) return path;
        }

        Assert.Ignore($"{name} is not installed, so this test was skipped. On Debian: apt-get install {debianPackage}");
        throw new InvalidOperationException();
    }
}
