"""The survey of resources (应急资源调查报告): what an area has, what others have, what lacks."""
