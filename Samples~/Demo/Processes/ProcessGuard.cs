using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Demo;

/// <summary>
/// Runs a program that knows nothing of its parent, and ends it when the guard's standard input ends: so the program does not outlive the
/// demo, even where that one is killed. What the program writes goes where the guard's output goes.
/// </summary>
internal static class ProcessGuard
{
    public static async Task<int> RunAsync(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardInput = true, UseShellExecute = false };
        for (int i = 1; i < command.Count; i++) start.ArgumentList.Add(command[i]);
        using Process process = Process.Start(start) ?? throw new DemoException($"{command[0]} could not be started.");
        new Thread(() => EndWithInput(process)) { IsBackground = true, Name = "input" }.Start();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static void EndWithInput(Process process)
    {
        while (Console.In.ReadLine() is not null)
        {
        }

        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}
