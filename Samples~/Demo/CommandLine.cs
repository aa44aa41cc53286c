using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace P2PNet.Demo;

/// <summary>The command line, understood.</summary>
internal sealed class CommandLine
{
    public const string Usage = """
        The demo of P2PNet: players in separate processes meet in a lobby and play over direct links.

        Usage:
          dotnet run --project Samples~/Demo [-- OPTIONS]             start a server and players, measure, print a table
          dotnet run --project Samples~/Demo -- create [OPTIONS]      create a lobby and chat by the keyboard
          dotnet run --project Samples~/Demo -- join CODE [OPTIONS]   join a lobby and chat by the keyboard
          dotnet run --project Samples~/Demo -- doctor [OPTIONS]      say what this network means for playing
          dotnet run --project Samples~/Demo -- replay FILE [--json]  print what was recorded with --record

        Options:
          --players N     players of a run, 2 to 16 (default 2), each a process, all linked with all
          --seconds S     how long a run plays, 1 to 3600 (default 5)
          --server URL    a lobby server that runs elsewhere; without it a run starts its own on free loopback ports,
                          and create, join and doctor use http://127.0.0.1:7777
          --name NAME     the player's name in create and join
          --stun URL      doctor: a STUN or TURN server to ask, too, such as stun:stun.example.org; may come several times, and
                          without --server it is all that is asked
          --json          doctor: print the report as JSON; replay: a JSON object a line
          --record FILE   record every message in and out; in a run the first player's
          --latency MS    simulate a worse network, of every player in a run, else of this one: 0 to 10000 ms longer, one way
          --jitter MS     which vary by so much, 0 to the latency
          --loss P        part of all datagrams that gets lost, 0 to 1; so --duplicate P (arrive twice) and --reorder P (are overtaken)
          --bandwidth B   bits a second that pass, 8000 to 1000000000
          --network NAME  all of these as in cable, wifi, 4g, 3g or poor; options behind it change single ones
          --verbose       tell on standard error what the network threads do
          --help          this text

        In the chat: /players lists who is there and how they are reached, /quit leaves; so does the end of the input.

        Exit code: 0 when every reliable message arrived in order and every link was direct, 1 when not, 2 for a command line
        that makes no sense, 130 after Ctrl+C. Of create and join: 0 after leaving, 1 when there is no way in.
        Of doctor: 0 when every kind of player can be reached as far as is known, 1 when not, or when nothing could be found out.
        """;

    private const string DefaultServer = "http://127.0.0.1:7777";

    public Verb Verb { get; private set; }

    public int Players { get; private set; } = 2;

    public double Seconds { get; private set; } = 5;

    /// <summary>Null: the run starts its own.</summary>
    public string? Server { get; private set; }

    public string Name { get; private set; } = Environment.UserName.Length > 0 ? Environment.UserName : "Player";

    public bool IsVerbose { get; private set; }

    public bool IsJson { get; private set; }

    /// <summary>Servers that the doctor asks beside those of the lobby server.</summary>
    public List<string> StunServers { get; } = [];

    /// <summary>For clients to tell what they do; null where nobody wants to know.</summary>
    public Action<string>? Log => IsVerbose ? line => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss.fff} {line}") : null;

    /// <summary>The lobby to join.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Where chatting and playing players connect to.</summary>
    public string ServerOrDefault => Server ?? DefaultServer;

    /// <summary>Where the messages are recorded; null for nowhere.</summary>
    public string? RecordPath { get; private set; }

    /// <summary>What <see cref="Verb.Replay"/> prints.</summary>
    public string RecordingPath { get; private set; } = "";

    /// <summary>How much worse the network is to be.</summary>
    public ConditionOptions Network { get; } = new();

    /// <summary>Program and arguments for <see cref="Verb.Guard"/>.</summary>
    public IReadOnlyList<string> GuardedCommand { get; private set; } = [];

    public static CommandLine Parse(string[] args)
    {
        var command = new CommandLine();
        if (args is ["guard", ..])
        {
            command.Verb = Verb.Guard;
            command.GuardedCommand = args[1..];
            return command;
        }

        var words = new List<string>();
        var given = new List<DemoOption>();
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith('-'))
            {
                words.Add(args[i]);
                continue;
            }

            if (args[i] is "--help" or "-h" or "-?")
            {
                command.Verb = Verb.Help;
                return command;
            }

            given.Add(DemoOption.Find(args[i]));
            if (given[^1].HasValue) command.SetOption(given[^1].Name, Value(args, ref i));
            else command.SetFlag(args[i]);
        }

        command.Network.Check();
        command.SetVerb(words);
        foreach (DemoOption option in given) option.Check(command.Verb);
        return command;
    }

    private static string Value(string[] args, ref int index)
    {
        string arg = args[index];
        int equals = arg.IndexOf('=');
        if (equals > 0) return arg[(equals + 1)..];
        if (index + 1 == args.Length) throw new UsageException($"{arg} needs a value.");
        return args[++index];
    }

    private void SetFlag(string arg)
    {
        if (arg.Contains('=')) throw new UsageException($"{arg[..arg.IndexOf('=')]} takes no value.");
        IsVerbose |= arg == "--verbose";
        IsJson |= arg == "--json";
    }

    private void SetOption(string name, string value)
    {
        switch (name)
        {
            case "--players":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int players) || players is < 2 or > 16)
                    throw new UsageException($"--players is a whole number from 2 to 16, not \"{value}\".");
                Players = players;
                break;
            case "--seconds":
                if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) || seconds is not (>= 1 and <= 3600))
                    throw new UsageException($"--seconds is a number from 1 to 3600, not \"{value}\".");
                Seconds = seconds;
                break;
            case "--server":
                if (!Uri.TryCreate(value, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https" or "ws" or "wss"))
                    throw new UsageException($"--server is an address like http://127.0.0.1:7777, not \"{value}\".");
                Server = value;
                break;
            case "--stun":
                if (!value.StartsWith("stun:", StringComparison.Ordinal) && !value.StartsWith("turn:", StringComparison.Ordinal) && !value.StartsWith("turns:", StringComparison.Ordinal))
                    throw new UsageException($"--stun is an address like stun:stun.example.org:3478, not \"{value}\".");
                StunServers.Add(value);
                break;
            case "--name":
                if (string.IsNullOrWhiteSpace(value) || value.Length > 64 || value.Any(char.IsControl)) throw new UsageException("--name has 1 to 64 printable characters.");
                Name = value;
                break;
            case "--record":
                if (string.IsNullOrWhiteSpace(value)) throw new UsageException("--record is the path of a file.");
                RecordPath = value;
                break;
            default:
                Network.TrySet(name, value);
                break;
        }
    }

    private void SetVerb(List<string> words)
    {
        switch (words)
        {
            case []:
                Verb = Verb.Run;
                break;
            case ["create"]:
                Verb = Verb.Create;
                break;
            case ["join", string code]:
                if (string.IsNullOrWhiteSpace(code) || code.Length > 16) throw new UsageException($"\"{code}\" cannot be a lobby's code: those have 1 to 16 characters.");
                Verb = Verb.Join;
                Code = code;
                break;
            case ["join"]:
                throw new UsageException("join needs the lobby's code: join CODE.");
            case ["doctor"]:
                Verb = Verb.Doctor;
                break;
            case ["replay", string path]:
                Verb = Verb.Replay;
                RecordingPath = path;
                break;
            case ["replay"]:
                throw new UsageException("replay needs the recording's file: replay FILE.");
            case ["player"]:
                Verb = Verb.Player;
                break;
            case ["create" or "doctor" or "player", ..]:
                throw new UsageException($"{words[0]} takes no \"{words[1]}\".");
            case ["replay", ..]:
                throw new UsageException($"replay takes one file; \"{words[2]}\" is too much.");
            case ["join", ..]:
                throw new UsageException($"join takes one code; \"{words[2]}\" is too much.");
            default:
                throw new UsageException($"\"{words[0]}\" is none of create, join, doctor and replay.");
        }
    }
}
