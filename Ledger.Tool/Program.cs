using System.CommandLine;
using Ledger.Tool;

var root = new RootCommand("Proves where the rows are, and verifies without a network.") { Commit.Command(), Split.Command(), Prove.Command(), Derive.Command(), Verify.Command() };
return await root.Parse(args).InvokeAsync();
