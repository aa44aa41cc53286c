using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Demo;

/// <summary>
/// A process of ours. It ends by itself when its standard input ends, which happens also when this process crashes; disposing
/// ends the input, waits a moment, and ends the process by its id if it is still there.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ChildProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is null) return;
            ErrorLine?.Invoke(e.Data);
            lock (_errors)
                if (_errors.Length < 4000)
                    _errors.AppendLine(e.Data);
        };
        process.BeginErrorReadLine();
    }

    /// <summary>A line that it wrote to standard error, on any thread.</summary>
    public event Action<string>? ErrorLine;

    /// <summary>What it wrote to standard error, as far as it is worth reading.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString().Trim();
        }
    }

    /// <summary>Runs this program again.</summary>
    public static ChildProcess StartSelf(params IEnumerable<string> args)
    {
        string program = Environment.ProcessPath ?? throw new DemoException("The demo cannot find its own program to start players with.");
        var command = new List<string> { program };
        // Started as "dotnet P2PNet.Demo.dll", the program is dotnet and needs the assembly.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") command.Add(typeof(ChildProcess).Assembly.Location);
        command.AddRange(args);
        return Start(command);
    }

    public static ChildProcess Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        for (int i = 1; i < command.Count; i++) start.ArgumentList.Add(command[i]);
        return new ChildProcess(Process.Start(start) ?? throw new DemoException($"{command[0]} could not be started."));
    }

    public void WriteLine(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It ended; whoever reads from it next is told.
        }
    }

    /// <summary>Null: its output has ended.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken) => await _process.StandardOutput.ReadLineAsync(cancellationToken);

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended meanwhile.
        }
    }
}
